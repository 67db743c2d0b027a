import { expect, test } from 'vitest';
import { prisma } from '@/server/platform/db';
import { seatsRedis } from '@/server/platform/redis';
import { reserveHold } from '@/server/reservations';
import { freeReserved, prepareSeats, seatKeys } from '@/server/seats';
import { aMap, digits, markReserving, markSold, reserved } from '@/server/seats/testing';
import { aFan, aPass, aSchedule, onceAs } from '@/server/testing';
import { type Change, withoutGuards } from '@/server/testing/sabotage';
import { outcomeOf } from '@/server/testing/sale/sale';
import { holdSeats } from './index';

/**
 * Negative controls of what the scripts of holds and seats check, beside those of the simulation's steps: see
 * server/reservations/guards.test.ts. Each is shown as it is, then without the script's guard, and where a statement of
 * Postgres stands behind that, without both.
 */
type Control = {
  guard: string;
  see: () => Promise<string>;
  holds: string;
  script: Change;
  /** What is seen without the script's guard. */
  without: string;
  behind?: { statement: Change; without: string };
};

const says = (said: string | RegExp, becomes: string): Change => ({ says: said, becomes });

/** How far a person gets with a live pass and a free seat. */
async function buy(scheduleId: string): Promise<string> {
  const fan = await aFan();
  const passId = await aPass(fan, scheduleId);
  const asked = { scheduleId, passId, input: { seatIds: [1] }, idempotency: onceAs(fan) };
  const { word, value } = await outcomeOf(() => holdSeats(fan, asked));
  if (!value) return `holding: ${word}`;
  const reserving = { holdId: value.id, idempotency: onceAs(fan) };
  return `reserving: ${(await outcomeOf(() => reserveHold(fan, reserving))).word}`;
}

/** The clock of a sale: what is stored moves, in Postgres and in what the script reads of it. */
async function buyOnce(
  data: { closesAt: Date } | { cancelledAt: Date },
  config: Record<string, number>,
): Promise<string> {
  const { id } = await aSchedule();
  await prepareSeats(id);
  await prisma.schedule.update({ where: { id }, data });
  await seatsRedis().hset(seatKeys(id).config, config);
  return buy(id);
}

async function buyEarly(): Promise<string> {
  const opensAt = new Date(Date.now() + 3_600_000);
  return buy((await aSchedule({ opensAt })).id);
}

const aMomentAgo = () => new Date(Date.now() - 1_000);
const buyLate = () => {
  const closesAt = aMomentAgo();
  return buyOnce({ closesAt }, { closesAt: closesAt.getTime() });
};
const buyCancelled = () => buyOnce({ cancelledAt: aMomentAgo() }, { cancelled: 1 });

/** The best two seats, asked for twice under one key: what is held then. */
async function holdTwice(): Promise<string> {
  const id = await aMap();
  const fan = await aFan();
  const input = { bestAvailable: { grade: 'VIP' as const, count: 2 } };
  const command = { scheduleId: id, passId: await aPass(fan, id), input, idempotency: onceAs(fan) };
  await holdSeats(fan, command);
  return `${(await holdSeats(fan, command)).seats.length} seats`;
}

/** The events of a reservation that is over come after the seat was sold to somebody else. */
async function hearLate(): Promise<string> {
  const id = await aMap();
  const [first, second] = [reserved(id, [1]), reserved(id, [1])];
  await markSold(second);
  await markReserving(first);
  await freeReserved(first);
  return digits(id);
}

const ends = "if config[3] == '1' or now >= tonumber(config[2]) then";

const controls: Control[] = [
  {
    guard: 'the opening of a sale',
    see: buyEarly,
    holds: 'holding: sale_not_open',
    script: says('if now < tonumber(config[1]) then', 'if false then'),
    without: 'reserving: ok',
  },
  {
    guard: 'the end of a sale, which the insert of reservations stands behind',
    see: buyLate,
    holds: 'holding: sale_over',
    script: says(ends, "if config[3] == '1' then"),
    without: 'reserving: sale_over',
    behind: { statement: says('AND now() < s.closes_at', ''), without: 'reserving: ok' },
  },
  {
    guard: 'the cancellation of a show, which the insert of reservations stands behind',
    see: buyCancelled,
    holds: 'holding: sale_over',
    script: says(ends, 'if now >= tonumber(config[2]) then'),
    without: 'reserving: sale_over',
    behind: {
      statement: says('s.cancelled_at IS NULL AND now()', 'now()'),
      without: 'reserving: ok',
    },
  },
  {
    guard: 'the kept answer of a hold',
    see: holdTwice,
    holds: '2 seats',
    script: says('if kept then', 'if false then'),
    without: '4 seats',
  },
  {
    guard: 'what reserving never goes over: a seat that is sold',
    see: hearLate,
    holds: '030000',
    script: says(/if digit ~= '3' and before ~= '0' and .+ then/, 'if false then'),
    without: '000000',
  },
];

test.each(controls)(
  'seats are sold as they are meant to be, and are not without $guard',
  async ({ see, holds, script, without, behind }) => {
    expect(await see()).toBe(holds);
    await withoutGuards({ scripts: [script] }, seatsRedis(), async () => {
      expect(await see()).toBe(without);
    });
    if (!behind) return;
    const both = { scripts: [script], statements: [behind.statement] };
    await withoutGuards(both, seatsRedis(), async () => {
      expect(await see()).toBe(behind.without);
    });
  },
);
