import { z } from 'zod';
import { runFile, stepName } from './run.schema';

/** `summary.json`: the run in figures, for machines and for `compare`. Times in ms or s by their names; rates a second. */

const figures = z.object({
  count: z.number(),
  failed: z.number(),
  refused: z.number(),
  meanMs: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
  maxMs: z.number(),
  /** Percentiles reckoned from those of the seconds, not from every answer. */
  isEstimated: z.boolean(),
  perSecond: z.number(),
});

export const kpiNames = [
  'availability',
  'rate',
  'response',
  'people',
  'wait',
  'sold_twice',
] as const;

/** A figure of null was not measured by this run; `met` is null then as well, and where the run is too small to judge. */
export const kpi = z.object({
  name: z.enum(kpiNames),
  figure: z.number().nullable(),
  unit: z.enum(['percent', 'per_second', 'ms', 'people', 'seconds', 'violations']),
  goal: z.number(),
  mission: z.number(),
  met: z.boolean().nullable(),
});
export type Kpi = z.infer<typeof kpi>;

export const publishedRow = z.object({
  source: z.string(),
  what: z.string(),
  unit: z.enum(['percent', 'per_second', 'ms', 'iterations']),
  /** A range is its better end. */
  theirs: z.number(),
  ours: z.number(),
  isBetter: z.boolean(),
});
export type PublishedRow = z.infer<typeof publishedRow>;

const processSummary = z.object({
  cpuMean: z.number(),
  cpuMax: z.number(),
  rssFirstMb: z.number(),
  rssLastMb: z.number(),
  rssMaxMb: z.number(),
  eventLoopP99MaxMs: z.number().nullable(),
  socketsMax: z.number().nullable(),
  handlesMax: z.number().nullable(),
});

const wait = z.object({
  people: z.number(),
  meanMs: z.number(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  maxMs: z.number(),
  isEstimated: z.boolean(),
});

export const fault = z.object({
  kind: z.enum(['audit', 'threshold', 'exit']),
  detail: z.string(),
  value: z.number().optional(),
  limit: z.number().optional(),
});
export type Fault = z.infer<typeof fault>;

export const summaryFile = z.object({
  run: runFile,
  durationS: z.number(),
  /** Whether the run met its thresholds, its audit and its own end; why not, where it did not. */
  passed: z.boolean(),
  faults: z.array(fault),
  people: z.object({
    atOnceMax: z.number(),
    admitted: z.number(),
  }),
  /** `soldOutAfterS`: from the opening, or the start where there was none, until no seat was left. */
  sale: z.object({
    seats: z.number().nullable(),
    sold: z.number(),
    soldOutAfterS: z.number().nullable(),
  }),
  waits: wait.nullable(),
  requests: z.object({
    count: z.number(),
    failed: z.number(),
    refused: z.number(),
    perSecond: z.number(),
    /** 0 to 1; null where nothing was asked. */
    availability: z.number().nullable(),
  }),
  /** Completed a second, over the best ten seconds on end. */
  best: z.object({ reservations: z.number(), payments: z.number() }),
  steps: z.partialRecord(stepName, figures),
  errors: z.record(z.string(), z.number()),
  refusals: z.record(z.string(), z.number()),
  kpis: z.array(kpi),
  published: z.array(publishedRow),
  processes: z.record(z.string(), processSummary),
  databaseConnectionsMax: z.number(),
});
export type Summary = z.infer<typeof summaryFile>;
