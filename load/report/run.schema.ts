import { z } from 'zod';

/**
 * What a run of `npm run load` leaves in its folder, and all that the report knows of it. The runner writes these files
 * through these schemas, the report reads them through the same. `t` counts whole seconds from the run's `startedAt`.
 */

export const stepNames = [
  ...([
    'join',
    'wait_look',
    'enter',
    'seat_map',
    'hold',
    'reserve',
    'pay',
    'cancel',
    'leave',
  ] as const),
  ...(['wallet', 'concerts', 'concert', 'charge'] as const),
] as const;
export const stepName = z.enum(stepNames);
export type StepName = z.infer<typeof stepName>;

const count = z.int().nonnegative();
const amount = z.number().nonnegative();

/**
 * Of one step, over a second, a phase or the run. `count`: answers of every kind, and those that never came; `failed`: those
 * that are errors and no rightful refusal; `refused`: the rightful refusals. Times are of all of them, in ms.
 */
export const stepFigures = z.object({
  count,
  failed: count,
  refused: count.optional(),
  meanMs: amount,
  p50: amount,
  p95: amount,
  p99: amount,
  maxMs: amount,
});
export type StepFigures = z.infer<typeof stepFigures>;

const steps = z.partialRecord(stepName, stepFigures);
const byCode = z.record(z.string().min(1), count);

/**
 * A part of the run that is judged by itself, from second `fromS` up to and without `toS`. The KPIs look for `journey` (everybody
 * through the line), `saturated` (for the rate) and `response` (500/s, for the mean response); the published profiles are
 * `line_ramp`, `line_peak`, `wallet_ramp`, `wallet_peak`, `browse_ramp`, and `one_seat` is a crowd that holds the same seat.
 */
export const phase = z
  .object({
    name: z.string().min(1),
    fromS: amount,
    toS: amount,
    /** Exact figures of the phase; without them the report reckons them from the seconds. */
    steps: steps.optional(),
    /** Finished iterations of the profile, and those that were dropped because nobody was free to begin them. */
    iterations: count.optional(),
    dropped: count.optional(),
    /** The generator's share of all CPU used meanwhile, 0 to 1, and whether it was the limit. */
    generatorShare: z.number().min(0).max(1).optional(),
    isGeneratorLimit: z.boolean().optional(),
    /** How late the crowd's own thread was, in ms: its times are too long by as much. */
    generatorDelayP99Ms: amount.optional(),
  })
  .refine(({ fromS, toS }) => toS > fromS, 'a phase ends after it begins');
export type Phase = z.infer<typeof phase>;

/** `peakAtOnce`: the most who were there at the same time, from joining to their end. */
const fans = z.object({ arrived: count, outcomes: byCode, peakAtOnce: count.optional() });

export const runFile = z
  .object({
    id: z.string().min(1),
    name: z.string().regex(/^[a-z0-9-]+$/),
    seed: z.union([z.string(), z.number()]),
    startedAt: z.iso.datetime({ offset: true }),
    endedAt: z.iso.datetime({ offset: true }),
    opensAt: z.iso.datetime({ offset: true }).optional(),
    commit: z.string().min(1),
    versions: z.object({
      openrun: z.string(),
      node: z.string(),
      postgres: z.string(),
      redis: z.string(),
    }),
    machine: z.object({
      cpu: z.string(),
      cores: z.int().positive(),
      memoryMb: z.number().positive(),
      os: z.string(),
    }),
    /** Seats on sale are `settings.seats`, people `settings.fans`, admissions a minute `settings.rate`, where they apply. */
    settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    /** What made the load: which program, and what it took of the machine that it shares with the site. */
    generator: z.object({
      name: z.string().min(1),
      version: z.string(),
      cpuSeconds: amount,
      share: z.number().min(0).max(1),
      isLimit: z.boolean(),
      limitReason: z.string().optional(),
    }),
    audit: z
      .object({ ok: z.boolean(), violations: z.array(z.string()) })
      .refine(
        ({ ok, violations }) => ok === (violations.length === 0),
        'the audit is ok exactly when it has no violations',
      ),
    fans: fans.optional(),
    thresholds: z.array(
      z.object({
        name: z.string(),
        ok: z.boolean(),
        value: z.number().optional(),
        limit: z.number().optional(),
      }),
    ),
    exitCode: z.int(),
    phases: z.array(phase).optional(),
    /** Exact figures of the whole run; without them percentiles are reckoned from the seconds, and said to be. */
    steps: steps.optional(),
    /** Wait from the later of joining and `opensAt` to being inside, exactly, over everybody who came in. */
    wait: z.object({ meanMs: amount, p50Ms: amount, p95Ms: amount, maxMs: amount }).optional(),
  })
  .refine(({ startedAt, endedAt }) => Date.parse(endedAt) > Date.parse(startedAt), {
    message: 'a run ends after it starts',
    path: ['endedAt'],
  });
export type RunFile = z.infer<typeof runFile>;

/** A line of `seconds.ndjson`. A second without a line was not seen; it is not a second in which nothing happened. */
export const secondLine = z.object({
  t: count,
  steps,
  /** Answers that count against availability, by code: a refusal's code, `http_502`, `timeout`, `connection` and so on. */
  errors: byCode,
  /** Rightful ones, such as seat_taken and sold_out. */
  refusals: byCode,
  /** `waiting` and `inside` at the end of the second, `admitted` since the run began. */
  line: z.object({ waiting: count, inside: count, admitted: count }),
  /** Seats that are held, reserving and sold at the end of the second. */
  seats: z.object({ held: count, reserving: count, sold: count }),
});
export type SecondLine = z.infer<typeof secondLine>;

/** `waits.json`: those who came in, by when they joined, in 20 groups of about equal size; a percentile is its group's end. */
export const waitsFile = z.array(
  z.object({
    arrivalPercentile: z.number().min(0).max(100),
    p50Ms: amount,
    p95Ms: amount,
    maxMs: amount,
    fans: count,
    meanMs: amount.optional(),
  }),
);
export type WaitsFile = z.infer<typeof waitsFile>;

/** Of one program; several of a kind are told apart by a number, such as `web-2`. CPU in cores, 1 being one core busy. */
export const processFigures = z.object({
  cpu: amount,
  rssMb: amount,
  eventLoopP99Ms: amount.optional(),
  sockets: count.optional(),
  handles: count.optional(),
});
export const processName = z
  .string()
  .regex(/^(web|realtime|worker|postgres|redis|generator)(-\d+)?$/);

/** A line of `processes.ndjson`. */
export const processLine = z.object({
  t: count,
  processes: z.record(processName, processFigures),
  databaseConnections: count,
});
export type ProcessLine = z.infer<typeof processLine>;
