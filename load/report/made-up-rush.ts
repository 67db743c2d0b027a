import { randomOf } from '../crowd/random';
import type { StepName } from './run.schema';
import { aRun, aSecond, aStep, type RunFiles } from './testing';

/** A rush that never was, for looking at the page and for tests of it: every plot has something to show, every code a name. */

const opens = 60;
const lasts = 432;
const seats = 12_000;
const fans = 10_000;

const between = (t: number, from: number, to: number) =>
  Math.min(1, Math.max(0, (t - from) / (to - from)));

const steps: [StepName, number][] = [
  ['join', 2],
  ['wait_look', 1],
  ['enter', 3],
  ['seat_map', 4],
  ['hold', 8],
  ['reserve', 14],
  ['pay', 18],
  ['cancel', 12],
];

export function aRush(): RunFiles {
  const random = randomOf(7);
  const seconds = Array.from({ length: lasts }, (_, t) => {
    const arrived = Math.round(fans * between(t, 0, opens + 10));
    const admitted = Math.round(fans * between(t, opens, 412));
    const done = Math.round(admitted * between(t, opens + 20, opens + 60));
    const sold = Math.round(seats * between(t, opens + 12, 400));
    const busy = t >= opens;
    const figures = steps
      .filter(([name]) => busy || name === 'join' || name === 'wait_look')
      .map(([name, base]) => {
        const p50 = base * (1 + random()) * (t === opens + 5 ? 6 : 1);
        const tail = { p95: p50 * 3, p99: p50 * (6 + 4 * random()), maxMs: p50 * 14 };
        const count = Math.round(30 + 40 * random());
        const failed = name === 'pay' && t === 200 ? 2 : 0;
        const refused = name === 'hold' && busy ? Math.round(count / 8) : 0;
        return [name, aStep({ count, failed, refused, p50, meanMs: p50 * 1.3, ...tail })];
      });
    return aSecond(t, {
      steps: Object.fromEntries(figures) as Record<StepName, ReturnType<typeof aStep>>,
      errors: t === 200 ? { http_503: 2 } : {},
      refusals: busy
        ? { seat_taken: Math.round(8 * random()), ...(t > 400 ? { sold_out: 9 } : {}) }
        : {},
      line: { waiting: arrived - admitted, inside: Math.max(0, admitted - done), admitted },
      seats: { held: busy ? 300 : 0, reserving: busy ? 90 : 0, sold },
    });
  });
  const run = aRun({
    ...{ startedAt: '2026-01-01T10:59:00.000Z', opensAt: '2026-01-01T11:00:00.000Z' },
    endedAt: '2026-01-01T11:06:12.000Z',
    settings: { fans, seats, rate: 1_700, quick: false },
    fans: { arrived: fans, outcomes: { ticket: 7_903, sold_out: 1_402, left: 612, cancelled: 83 } },
  });
  return {
    run: run.run,
    seconds,
    waits: Array.from({ length: 20 }, (_, n) => ({
      ...{ arrivalPercentile: (n + 1) * 5, fans: fans / 20 },
      ...{ p50Ms: 9_000 + n * 16_000, p95Ms: 14_000 + n * 17_000, maxMs: 22_000 + n * 17_500 },
      meanMs: 9_500 + n * 16_000,
    })),
    processes: seconds.map(({ t }) => ({
      t,
      processes: Object.fromEntries(
        ['web', 'realtime', 'worker', 'postgres', 'redis', 'generator'].map((name, n) => [
          name,
          {
            cpu: (t < opens ? 0.05 : 0.3) * (1 + random()) * (1 + n / 6),
            rssMb: 120 + n * 30 + t / 20,
            ...(n < 3 ? { eventLoopP99Ms: 3 + 20 * random(), sockets: n === 1 ? fans : 40 } : {}),
          },
        ]),
      ),
      databaseConnections: 12 + Math.round(8 * random()),
    })),
  };
}
