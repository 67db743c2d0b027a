import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { env } from './env';
import { addCounts, bucketCount, bucketOf, type Counts, noCounts } from './histogram';
import { log } from './log';
import { sharedRedis } from './redis';
import { singleton } from './singleton';

/**
 * How long things take on this site, as the closed loop of admission needs it: each web process counts durations by
 * size, and tells its counts of the last seconds to Redis, where they run out with the process.
 */
export const measures = ['holds', 'reservations', 'payments', 'connection'] as const;
export type Measure = (typeof measures)[number];
export type Pressure = Record<Measure, Counts>;

/** The window is cut into so many slices: as often a process reports, and the oldest slice is forgotten. */
const slicesInWindow = 5;
const sliceMs = () => env.SLOW_WINDOW_MS / slicesInWindow;
/** A process that does not report for three times its interval is gone. */
const reportLivesSlices = 3;

const processesKey = '{pressure}:processes';
const reportKey = (processId: string) => `{pressure}:${processId}`;

class Meter {
  private slices: Pressure[] = [emptyPressure()];
  /** When each thing that has not ended yet began: what hangs counts too. */
  private readonly open = new Map<Measure, Set<{ at: number }>>(
    measures.map((measure) => [measure, new Set()]),
  );

  start(measure: Measure): (failed?: boolean) => void {
    const begun = { at: performance.now() };
    const open = this.open.get(measure)!;
    open.add(begun);
    return (failed) => {
      if (!open.delete(begun)) return;
      const bucket = failed ? bucketCount - 1 : bucketOf(performance.now() - begun.at);
      this.slices[0]![measure][bucket]! += 1;
    };
  }

  /** The counts of the window, and the age so far of what is open for longer than a slice. */
  report(): Pressure {
    const total = emptyPressure();
    const now = performance.now();
    for (const measure of measures) {
      for (const slice of this.slices) addCounts(total[measure], slice[measure]);
      for (const { at } of this.open.get(measure)!)
        if (now - at > sliceMs()) total[measure][bucketOf(now - at)]! += 1;
    }
    this.slices = [emptyPressure(), ...this.slices].slice(0, slicesInWindow);
    return total;
  }
}

export function emptyPressure(): Pressure {
  return {
    holds: noCounts(),
    reservations: noCounts(),
    payments: noCounts(),
    connection: noCounts(),
  };
}

const meter = () => singleton('pressure', () => new Meter());

/** Begins to measure; call what it returns at the end, with true for a fault, which counts as the slowest there is. */
export const startMeasure = (measure: Measure): ((failed?: boolean) => void) =>
  meter().start(measure);

/** From now on this process reports. Returns the end of it. Redis away costs a report and nothing else. */
export function reportPressure(): () => void {
  const id = randomUUID();
  const timer = setInterval(() => {
    writeReport(id, meter().report()).catch((error: Error) =>
      log.debug({ error: error.message }, 'pressure is not reported'),
    );
  }, sliceMs());
  timer.unref();
  return () => clearInterval(timer);
}

/** `[bucket, count]` of the buckets that have any. */
const sparse = (counts: Counts) => [...counts.entries()].filter(([, count]) => count > 0);

export async function writeReport(processId: string, pressure: Pressure): Promise<void> {
  const report = JSON.stringify(measures.map((measure) => sparse(pressure[measure])));
  const livesMs = Math.ceil(sliceMs() * reportLivesSlices);
  await Promise.all([
    sharedRedis().sadd(processesKey, processId),
    sharedRedis().set(reportKey(processId), report, 'PX', livesMs),
  ]);
}

const bucket = z
  .number()
  .int()
  .min(0)
  .max(bucketCount - 1);
const reportSchema = z
  .array(z.array(z.tuple([bucket, z.number().int().min(0)])))
  .length(measures.length);

/** What all living processes measured in the window, added up. */
export async function readPressure(): Promise<Pressure> {
  const total = emptyPressure();
  const processIds = await sharedRedis().smembers(processesKey);
  if (processIds.length === 0) return total;
  const reports = await sharedRedis().mget(processIds.map(reportKey));
  const gone = processIds.filter((_, i) => reports[i] === null);
  if (gone.length > 0) await sharedRedis().srem(processesKey, ...gone);
  for (const report of reports) {
    if (!report) continue;
    const counted = reportSchema.parse(JSON.parse(report));
    for (const [i, measure] of measures.entries())
      for (const [at, count] of counted[i]!) total[measure][at]! += count;
  }
  return total;
}
