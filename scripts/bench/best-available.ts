/**
 * What a hold costs Redis in a stadium of 50,000 seats: the best available for one to eight people in every state of the
 * hall, and one chosen seat. Microseconds of the script itself by Redis's own slow log, which here logs every run of a script.
 * `--quick` makes a tenth of the calls.
 */
import type { Redis } from 'ioredis';
import { newId } from '@/server/platform/id';
import { seatsRedis } from '@/server/platform/redis';
import { releaseHold, grantPass, holdSeats } from '@/server/holds';
import type { HoldSeatsInput } from '@/server/holds/holds.schema';
import { findTerms, prepareSeats, seatKeys } from '@/server/seats';
import { writeRowLetters } from '@/server/seats/rows.redis';
import { aLayout, onceAs, pricesFor } from '@/server/testing';
import { stadiumLayout } from '@/server/venues';
import { grades, type LayoutDocument } from '@/server/venues/layout.schema';
import { main, say } from '../lib/say';
import { atMost, quantile, report, type Goal } from './room/goals';
import { withRoom } from './room/world';

const callsEach = process.argv.includes('--quick') ? 10 : 100;
const atOnce = 8;
const microsMax = 1_000;
/** Below any script's time, and above that of most commands inside one: logging those would slow what is measured. */
const loggedFromMicros = 10;

/** The whole hall by what is left of each row. */
type Fill = (seatsInRow: number, row: number, rowsInSection: number) => string;
const free = (count: number) => '0'.repeat(count);
const sold = (count: number) => '3'.repeat(count);
const only = (left: number, seats: number) =>
  free(Math.min(left, seats)) + sold(Math.max(0, seats - left));

const fills: Record<string, Fill> = {
  empty: (seats) => free(seats),
  'nearly sold out, a pair in one row of fifty': (seats, row) =>
    row % 50 === 49 ? only(2, seats) : sold(seats),
  'only singles left': (seats) => '03'.repeat(Math.ceil(seats / 2)).slice(0, seats),
  'only the last row has eight': (seats, row, rows) =>
    row === rows - 1 ? free(seats) : only(1, seats),
  'three together in each row': (seats) => only(3, seats),
  'seven together in one row of a section': (seats, row, rows) =>
    row % rows === rows >> 1 ? only(7, seats) : sold(seats),
  'nothing left': (seats) => sold(seats),
};

function statusOf(document: LayoutDocument, fill: Fill): string {
  return document.sections
    .flatMap(({ rows }) => rows.map((row, at) => fill(row.xs.length, at, rows.length)))
    .join('');
}

/** Holds and gives back, so that the hall stays as it is; a refusal costs as well. */
async function holdOnce(scheduleId: string, input: HoldSeatsInput): Promise<void> {
  const fan = { kind: 'account', id: newId(), role: 'FAN', emailVerified: true } as const;
  const passId = newId();
  await grantPass({ scheduleId, accountId: fan.id, passId, expiresAtMs: Date.now() + 600_000 });
  const idempotency = onceAs(fan);
  const hold = await holdSeats(fan, { scheduleId, passId, input, idempotency }).catch(() => null);
  if (hold) await releaseHold(fan, hold.id);
}

type Logged = [id: number, at: number, micros: number, args: string[]];

/** How long each run of the script that holds took: it is the one that is told `seats` or `best`. */
async function microsOf(
  redis: Redis,
  inputs: HoldSeatsInput[],
  scheduleId: string,
): Promise<number[]> {
  await redis.slowlog('RESET');
  for (let at = 0; at < inputs.length; at += atOnce)
    await Promise.all(inputs.slice(at, at + atOnce).map((input) => holdOnce(scheduleId, input)));
  const logged = (await redis.slowlog('GET', -1)) as unknown as Logged[];
  return logged
    .filter(
      ([, , , args]) =>
        /^eval/i.test(args[0]!) && args.some((arg) => arg === 'best' || arg === 'seats'),
    )
    .map(([, , micros]) => micros);
}

const tell = (name: string, micros: number[]) =>
  say(
    `${name}: ${micros.length} calls, mean ${(micros.reduce((a, b) => a + b, 0) / micros.length).toFixed(1)} us, ` +
      [0.5, 0.9, 0.99, 1].map((share) => `p${share * 100} ${quantile(micros, share)}`).join(', '),
  );

await main(() =>
  withRoom(async ({ schedule }) => {
    const redis = seatsRedis();
    const document = stadiumLayout();
    const layoutId = (await aLayout(document)).id;
    const scheduleId = await schedule({
      layoutId,
      prices: pricesFor(document),
      seatsPerPersonMax: 8,
    });
    await prepareSeats(scheduleId);
    await redis.config(
      'SET',
      'slowlog-log-slower-than',
      loggedFromMicros,
      'slowlog-max-len',
      100_000,
    );
    const goals: Goal[] = [];
    const one = Array.from({ length: callsEach * 20 }, (_, i) => ({ seatIds: [(i * 7) % 50_000] }));
    tell('one chosen seat', await microsOf(redis, one, scheduleId));
    tell('one chosen seat', await microsOf(redis, one, scheduleId));
    for (const [name, fill] of Object.entries(fills)) {
      await redis.set(seatKeys(scheduleId).status, statusOf(document, fill));
      await writeRowLetters(scheduleId, (await findTerms(scheduleId))!.layout);
      const inputs = Array.from({ length: callsEach }, () =>
        grades.flatMap((grade) =>
          [1, 2, 3, 4, 5, 6, 7, 8].map((count) => ({ bestAvailable: { grade, count } })),
        ),
      ).flat();
      const micros = await microsOf(redis, inputs, scheduleId);
      tell(name, micros);
      goals.push(atMost(`best available, ${name}: p99`, quantile(micros, 0.99), microsMax, 'us'));
    }
    report('best-available', goals);
  }),
);
