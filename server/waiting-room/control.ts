import { env } from '@/server/platform/env';
import { takeOrRenewLease } from '@/server/platform/lease';
import { type Pressure, readPressure } from '@/server/platform/pressure';
import { lineRedis } from '@/server/platform/redis';
import { nextRate, type Reading, readingsOf, type Tuning } from './control-policy';
import { readPace, setRateInRedis } from './control.redis';
import { requireLine } from './lines';
import {
  leaderLeaseMs,
  leaseName,
  type LineRecord,
  listLines,
  readLine,
} from './waiting-room.redis';
import type { AdmissionControl } from './waiting-room.schema';

const tuning = (): Tuning => ({
  windowMs: env.SLOW_WINDOW_MS,
  targetMs: {
    holds: env.SLOW_HOLD_MS,
    // A reservation asks Postgres twice, for a kept answer first.
    reservations: env.SLOW_PAYMENT_MS * 2,
    payments: env.SLOW_PAYMENT_MS,
    connection: env.SLOW_CONNECTION_MS,
  },
});

/** How often the loop looks. */
export const controlEveryMs = (): number => env.SLOW_WINDOW_MS / 5;

/** What the loop did to one line, for the gauges. */
export type LineRate = {
  scheduleId: string;
  rate: number;
  ceiling: number;
  reason: NonNullable<AdmissionControl['slowed']>['reason'] | null;
};

/**
 * Sets how fast people come into every open line that this worker leads: more slowly while holds, payments or the wait
 * for a database connection take longer than their targets, up to the operator's ceiling otherwise.
 */
export async function controlRates(holder?: string): Promise<LineRate[]> {
  const lines = await listLines(Date.now());
  if (lines.length === 0) return [];
  const pressure = await readPressure();
  const rates = await Promise.all(lines.map((id) => controlLine(id, pressure, holder)));
  return rates.filter((rate) => rate !== null);
}

/** Null for a line that is not open, or that another worker leads. */
async function controlLine(
  scheduleId: string,
  pressure: Pressure,
  holder?: string,
): Promise<LineRate | null> {
  const line = await readLine(scheduleId);
  if (!line || line.nowMs < line.opensAt || line.nowMs >= line.closesAt) return null;
  const token = await takeOrRenewLease(leaseName(scheduleId), leaderLeaseMs, lineRedis(), holder);
  if (token === null) return null;
  const { before, enteredPerMinute } = await lookBack(scheduleId, line);
  const readings = readingsOf(pressure, tuning());
  const { ratePerMinute: ceiling, nowMs, autoRate } = line;
  const look = { readings, ceiling, enteredPerMinute, nowMs };
  const after = autoRate ? nextRate(before, look, tuning()) : null;
  if (before || after) await setRateInRedis(scheduleId, token, after);
  return { scheduleId, ceiling, rate: after?.rateNow ?? ceiling, reason: after?.reason ?? null };
}

/** How the line is slowed, and how fast people came in over the window, or since the opening if that was later. */
async function lookBack(scheduleId: string, { nowMs, opensAt }: LineRecord) {
  const sinceMs = Math.max(nowMs - env.SLOW_WINDOW_MS, opensAt);
  const { slowed, entered } = await readPace(scheduleId, sinceMs);
  return {
    before: slowed,
    enteredPerMinute: (entered * 60_000) / Math.max(1_000, nowMs - sinceMs),
  };
}

/** The loop as operators see it: what is measured, against what, and what came of it. */
export async function findAdmissionControl(scheduleId: string): Promise<AdmissionControl> {
  const [line, pressure] = await Promise.all([requireLine(scheduleId), readPressure()]);
  const { rateNow, slowReason, slowedAt, ratePerMinute: ceiling, autoRate } = line;
  const isSlowed = autoRate && rateNow !== null && slowReason !== null && rateNow < ceiling;
  return {
    auto: autoRate,
    ceiling,
    rate: isSlowed ? Math.max(1, Math.round(rateNow)) : ceiling,
    slowed: isSlowed ? { at: new Date(slowedAt).toISOString(), reason: slowReason } : null,
    readings: readingsOf(pressure, tuning()).map(presentReading),
  };
}

const presentReading = ({ measure, p95Ms, targetMs, samples }: Reading) => ({
  measure,
  targetMs,
  samples,
  p95Ms: p95Ms === null ? null : Math.round(p95Ms),
});
