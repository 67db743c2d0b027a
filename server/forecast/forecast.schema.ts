import { z } from 'zod';

/** Limits: past them a forecast would take a browser's memory, or minutes. */
export const fansMax = 2_000_000;
export const forecastSeatsMax = 200_000;
export const forecastSeedsMax = 1_000;
/** How long a sale is followed at most, from its opening. */
export const followedMs = 6 * 3_600_000;

const share = z.number().min(0).max(1);
const duration = (least: number, most: number) => z.number().int().min(least).max(most);
const hourMs = 3_600_000;

/** How people arrive; `server/forecast/model/arrivals.ts` says where each curve comes from. */
export const arrivalCurveSchema = z.enum(['deadline', 'flash', 'even', 'rush']);
export type ArrivalCurve = z.infer<typeof arrivalCurveSchema>;

/** What the organiser decides, and how many come. */
const saleFields = {
  fans: z.number().int().min(1).max(fansMax),
  seats: z.number().int().min(1).max(forecastSeatsMax),
  /** Most people let in a minute, and most inside at once. */
  ratePerMinute: z.number().int().min(1).max(1_000_000).default(1_700),
  capacity: z.number().int().min(1).max(1_000_000).default(2_000),
  seatsPerPersonMax: z.number().int().min(1).max(8).default(4),
  holdMs: duration(1_000, hourMs).default(300_000),
  reservationMs: duration(1_000, hourMs).default(300_000),
  passMs: duration(1_000, hourMs).default(600_000),
};

/** What is assumed of people. Ours, where no source is named: a forecast is as good as these. */
const crowdFields = {
  curve: arrivalCurveSchema.default('deadline'),
  /** Who comes before the opening, over how long; and over how long the others come after it. */
  lobbyShare: share.default(0.7),
  lobbyMs: duration(0, 24 * hourMs).default(1_800_000),
  afterMs: duration(1, followedMs).default(hourMs),
  /** How long people wait before they give up, on average, from the opening or joining; null is without end. */
  patienceMs: duration(1_000, 24 * hourMs)
    .nullable()
    .default(2_700_000),
  /** The same, of the time in which the page said that no seat is free. */
  emptyPatienceMs: duration(1_000, 24 * hourMs)
    .nullable()
    .default(180_000),
  /** Invited people who never answer, beside those who closed the page before; and how soon the others do (median). */
  noShowShare: share.default(0.05),
  enterMs: duration(0, 60_000).default(6_000),
  /** Choosing seats, again when they were lost, and from the hold to the payment. */
  chooseMs: duration(0, hourMs).default(40_000),
  rechooseMs: duration(0, hourMs).default(12_000),
  payMs: duration(0, hourMs).default(45_000),
  /** What people take is log-normal around those medians, with this sigma; with 0 all take the same. */
  spread: z.number().min(0).max(2).default(0.6),
  /** How many want 1, 2, 3, … seats, in proportion. Who wants more than they may takes what they may. */
  takes: z.array(z.number().min(0)).min(1).max(8).default([20, 50, 10, 20]),
  /** Who chooses on the map; the others take the best there are, and lose none. */
  mapShare: share.default(0.7),
  /** Seats gone in the last moment before the press are lost: how long it is, and which part of the free ones all look at. */
  reactionMs: duration(0, 60_000).default(2_000),
  sightShare: share.default(0.15),
  retriesMax: z.number().int().min(0).max(50).default(5),
  /** With nothing free: how often somebody looks again, and after how long they give up on average. */
  lookAgainMs: duration(250, hourMs).default(10_000),
  insidePatienceMs: duration(250, hourMs).default(60_000),
  /** Who sees the seats and wants none; who holds some and does not pay; who cancels after paying. */
  leaveShare: share.default(0.05),
  abandonShare: share.default(0.08),
  cancelShare: share.default(0),
  /** Who closes the page in place of pressing the button that gives slot and seats back: without seats, and with some. */
  silentShare: share.default(0.5),
  silentAbandonShare: share.default(0.5),
  /** How far the crowd of one seed may differ from these (sigma of a factor): nobody knows them exactly. */
  uncertainty: z.number().min(0).max(1).default(0.15),
};

export const scenarioSchema = z
  .strictObject({ ...saleFields, ...crowdFields })
  .refine(({ takes }) => takes.some((weight) => weight > 0), {
    path: ['takes'],
    message: 'somebody has to want a seat',
  });
export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioInput = z.input<typeof scenarioSchema>;

export const forecastRunSchema = z.object({
  seeds: z.number().int().min(1).max(forecastSeedsMax).default(200),
  /** The first one; the others count up from it. */
  seed: z.number().int().min(0).max(2_000_000_000).default(1),
});
export type ForecastRun = z.infer<typeof forecastRunSchema>;

/** How people end. `waiting`: still in the line when the sale was followed no more. */
export const fates = ['ticket', 'soldOut', 'left', 'lapsed', 'waiting'] as const;
export type Fate = (typeof fates)[number];

/**
 * What kept the sale from going faster, most of the time: the pace of entry, the room inside (so how long people take
 * to choose and pay), seats that were all in somebody's hands, or that nobody else was there.
 */
export const bounds = ['rate', 'capacity', 'stock', 'demand'] as const;
export type Bound = (typeof bounds)[number];

/** Over the seeds: one in twenty is below p5, and one above p95. */
export type Spread = { p5: number; p50: number; p95: number };
