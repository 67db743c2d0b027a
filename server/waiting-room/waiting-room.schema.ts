import { z } from 'zod';

/** Tickets that one line may give out: bounds its memory (about 150 bytes a place) and nothing else. */
export const placesPerLineMax = 5_000_000;

/** The lobby's list closes so long before the opening: time enough to publish it before the draw's public number. */
export const freezeMs = 10_000;

/** How long an invitation lasts. */
export const inviteMs = 60_000;
/**
 * How long somebody may be away before their turn passes over them: so much for each person who was ahead when they
 * were last seen (phones sleep), between the least at the front and the most for those 9,000 places back.
 */
export const presenceGraceMs = { least: 120_000, most: 300_000, perPersonAhead: 20 };
/** How long the place of somebody is kept from when their turn passed over them. */
export const absenceMaxMs = 600_000;
/** How long "let others pass" lasts, and how often one place may ask for it. */
export const snoozeMs = 300_000;
export const snoozesMax = 3;

export const linePhaseSchema = z.enum(['before', 'lobby', 'open', 'over']);
export type LinePhase = z.infer<typeof linePhaseSchema>;

export const slowReasonSchema = z.enum(['holds_slow', 'payments_slow', 'database_busy']);
export type SlowReason = z.infer<typeof slowReasonSchema>;

/** Whether the operator could have chosen among outcomes: not where a public beacon had its say after the list was out. */
export const drawTrustSchema = z.enum(['beacon', 'operator']);
export type DrawTrust = z.infer<typeof drawTrustSchema>;

/** A line as everybody may see it. */
export const lineSchema = z.object({
  scheduleId: z.uuid(),
  phase: linePhaseSchema,
  paused: z.boolean(),
  lobbyOpensAt: z.iso.datetime(),
  opensAt: z.iso.datetime(),
  closesAt: z.iso.datetime(),
  /** When the lobby's list closes: who joins from then on stands behind the lobby. */
  freezesAt: z.iso.datetime(),
  /** Whether a presale code opens a lane of its own. */
  hasPresale: z.boolean(),
  draw: z.object({
    state: z.enum(['committed', 'frozen', 'drawn']),
    /** Known with the draw; always null where nobody was in the lobby. */
    trust: drawTrustSchema.nullable(),
    /** The beginning of the promise: SHA-256 of the seed. */
    seal: z.string().nullable(),
  }),
  /**
   * Grows when the line's memory came back from a crash and may have forgotten its last seconds: whoever hears another
   * number than before asks for their place again, with their join token.
   */
  epoch: z.number().int(),
  /** People who ever joined, and who are waiting now. */
  issued: z.number().int(),
  waiting: z.number().int(),
  /** The last place number that had its turn: nobody is ahead of the next one. */
  cursor: z.number().int(),
  /** The most that are let in a minute, and how fast numbers come up at present. */
  ratePerMinute: z.number().int(),
  movedPerMinute: z.number().int(),
  /** The site lets people in more slowly than that at present: since when, why, and how many a minute. */
  slowed: z
    .object({ at: z.iso.datetime(), reason: slowReasonSchema, rate: z.number().int() })
    .nullable(),
  serverNow: z.iso.datetime(),
});
export type LineView = z.infer<typeof lineSchema>;

export const placeStateSchema = z.enum(['waiting', 'invited', 'inside', 'done', 'left', 'lapsed']);
export type PlaceState = z.infer<typeof placeStateSchema>;

/** What a presale code may be long, as people type it. */
export const codeLengthMax = 64;

export const laneSchema = z.enum(['general', 'presale']);

export const passSchema = z.object({ token: z.string(), expiresAt: z.iso.datetime() });
export type PassView = z.infer<typeof passSchema>;

/** One person's place. */
export const placeSchema = z.object({
  scheduleId: z.uuid(),
  state: placeStateSchema,
  /** One line, two lanes: who came with a presale code, and everybody else. */
  lane: laneSchema,
  /** Within the lane. Never changes once given: at joining, or for the lobby by the draw at the opening. */
  number: z.number().int().nullable(),
  /** In the whole line, both lanes together: what the draw, its proof and the receipt say. In the general lane the same. */
  lineNumber: z.number().int().nullable(),
  /** How many people wait before this one; null before the draw. */
  ahead: z.number().int().nullable(),
  /** Until when an invited person may enter. */
  invitedUntil: z.iso.datetime().nullable(),
  /** Until when a waiting person lets others pass. */
  snoozedUntil: z.iso.datetime().nullable(),
  /** What ran out, of a place that lapsed. */
  lapsed: z.enum(['invitation', 'pass']).nullable(),
  /** Of somebody inside: follows the account, so another device gets it too. */
  pass: passSchema.nullable(),
  /** Sent back as the header `Openrun-Place`, it brings back a place that a crash lost. */
  joinToken: z.string(),
  line: lineSchema,
});
export type PlaceView = z.infer<typeof placeSchema>;

/** What the people who run a sale see of its line. */
export const lineNumbersSchema = z.object({
  issued: z.number().int(),
  waiting: z.number().int(),
  invited: z.number().int(),
  inside: z.number().int(),
  enteredLastMinute: z.number().int(),
  movedPerMinute: z.number().int(),
  ratePerMinute: z.number().int(),
  capacity: z.number().int(),
  /** Smoothed share of invited people who never enter, 0..1. */
  noShowShare: z.number(),
  paused: z.boolean(),
});
export type LineNumbers = z.infer<typeof lineNumbersSchema>;

/** What the closed loop of admission measures and does, for the people who run a sale. */
export const admissionControlSchema = z.object({
  /** Whether the loop is on. */
  auto: z.boolean(),
  /** People a minute: the operator's, and at present. */
  ceiling: z.number().int(),
  rate: z.number().int(),
  slowed: z.object({ at: z.iso.datetime(), reason: slowReasonSchema }).nullable(),
  readings: z.array(
    z.object({
      measure: z.enum(['holds', 'reservations', 'payments', 'connection']),
      /** Null while there is too little to tell. */
      p95Ms: z.number().int().nullable(),
      targetMs: z.number().int(),
      samples: z.number().int(),
    }),
  ),
});
export type AdmissionControl = z.infer<typeof admissionControlSchema>;

/** Told to a person's devices when a place changed: which accounts, and what happened. */
export const lineNoticeSchema = z.object({
  kind: z.enum(['joined', 'invited', 'entered', 'expired', 'left', 'done', 'woken']),
  accounts: z.array(z.string()),
});
export type LineNotice = z.infer<typeof lineNoticeSchema>;

/** Told between processes: account, socket and Unix ms (by the line's clock) of pages just opened, which take over from older ones. */
export const takeoversMax = 1_000;
export const takeoversSchema = z
  .array(z.tuple([z.string(), z.string(), z.number().int()]))
  .max(takeoversMax);
export type Takeovers = z.infer<typeof takeoversSchema>;
