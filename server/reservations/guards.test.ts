import { beforeEach, describe, expect, test, vi } from 'vitest';
import { insertWalletPayments } from '@/server/payments/payments.store';
import { prisma, type Tx, violatedConstraint, withTx } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { takeOrRenewLease } from '@/server/platform/lease';
import { lineRedis, seatsRedis } from '@/server/platform/redis';
import type { AdminSchedule } from '@/server/schedules/schedules.schema';
import { aFan, aReservation, aSchedule, onceAs } from '@/server/testing';
import { useGateway } from '@/server/testing/use-gateway';
import { type Change, type Guards, withoutGuards } from '@/server/testing/sabotage';
import { expectInvariants } from '@/server/testing/sale/invariants';
import { play } from '@/server/testing/sale/play';
import { forgetHall, openSmallSale } from '@/server/testing/sale/sale';
import type { Step } from '@/server/testing/sale/steps';
import { joinInRedis } from '@/server/waiting-room/join-line.redis';
import { aLine, aPerson } from '@/server/waiting-room/testing.redis';
import { inviteInRedis, leaseName } from '@/server/waiting-room/waiting-room.redis';
import { chargeWallet } from '@/server/wallets';
import { insertReservation } from './reservations.store';

/**
 * Negative controls: each guard of seats and money is taken away, and the smallest run of the simulation's steps that
 * it matters to fails, with the same checks that the random runs make. With every guard in its place the same steps
 * pass. Where a second guard stands behind the first, both are shown: alone the second says no, without both it happens.
 */
type Control = {
  guard: string;
  without: Guards;
  steps: Step[];
  /** What is seen to go wrong. */
  seen: RegExp;
};

const says = (said: string | RegExp, becomes: string): Change => ({ says: said, becomes });
const hold = (who: number, ...seats: number[]): Step => ({ do: 'hold', who, seats });
const reserve = (who: number): Step => ({ do: 'reserve', who });
const pay = (who: number): Step => ({ do: 'pay', who, back: 0 });
const cancel = (who: number): Step => ({ do: 'cancel', who, back: 0, as: 'staff' });
type Fault = 'remember' | 'rewind' | 'drain' | 'sweep' | 'redisEmptied' | 'rebuild';
const only = (what: Fault): Step => ({ do: what });

const scripts: Control[] = [
  {
    guard: 'the pass that holding checks',
    without: { scripts: [says("if redis.call('GET', KEYS[6]) ~= ARGV[2] then", 'if false then')] },
    steps: [{ do: 'passRunsOut', who: 0 }, hold(0, 1)],
    seen: /pass_required/,
  },
  {
    guard: 'the check that a seat is free',
    without: { scripts: [says("if digit == '0' or (", 'if true or (')] },
    steps: [hold(0, 1), hold(1, 1)],
    seen: /seat_taken/,
  },
  {
    guard: 'the end of a hold that is taken over',
    without: { scripts: [says('(held_until and held_until <= now)', '(held_until)')] },
    steps: [hold(0, 1), hold(1, 1)],
    seen: /seat_taken/,
  },
  {
    guard: 'the limit of seats a person',
    without: {
      scripts: [says('if #mine + #taken + owned > tonumber(config[4]) then', 'if false then')],
    },
    steps: [hold(0, 1, 2), hold(0, 3, 4)],
    seen: /seats_over_limit/,
  },
  {
    guard: 'the owner of what a hold that is over gives back',
    without: {
      scripts: [says("if redis.call('HGET', owners_key, seat) == owner then", 'if true then')],
    },
    steps: [hold(0, 1), { do: 'holdEnds', who: 0 }, hold(1, 1), only('sweep')],
    seen: /000000000000/,
  },
  {
    guard: 'the end of a hold that is reserved',
    without: { scripts: [says('if tonumber(hold[4]) <= now_ms() then', 'if false then')] },
    steps: [hold(0, 1), { do: 'holdEnds', who: 0 }, reserve(0)],
    seen: /hold_expired/,
  },
  {
    guard: 'the owner of what a late event frees',
    without: {
      scripts: [says("if redis.call('HGET', KEYS[3], seat) ~= owner then", 'if false then')],
    },
    steps: [
      ...[hold(0, 1), reserve(0), only('drain'), cancel(0), only('redisEmptied')],
      ...[only('rebuild'), { do: 'enter', who: 1 } as const, hold(1, 1), only('drain')],
    ],
    seen: /000000000000/,
  },
];

const isPayable = says("r.status = 'RESERVING' AND r.expires_at > now()", 'true');
const isRich = says(/AND w\.balance >= \w+\.total/, '');

const statements: Control[] = [
  {
    guard: 'one live seat (reservation_seats_live_seat_unique)',
    without: { constraints: ['reservation_seats_live_seat_unique'] },
    steps: [only('remember'), hold(0, 1), reserve(0), only('rewind'), hold(1, 1), reserve(1)],
    seen: /a seat in two live reservations/,
  },
  {
    guard: 'one live reservation a pass (reservations_live_pass_unique)',
    without: { constraints: ['reservations_live_pass_unique'] },
    steps: [only('remember'), hold(0, 1), reserve(0), only('rewind'), hold(0, 2), reserve(0)],
    seen: /two live reservations of one pass/,
  },
  {
    guard: 'one reservation a hold (reservations_hold_unique)',
    without: { constraints: ['reservations_hold_unique'] },
    steps: [hold(0, 1), only('remember'), reserve(0), cancel(0), only('rewind'), reserve(0)],
    seen: /a hold is reserved twice/,
  },
  {
    guard: 'the state that a payment finds, which payments_completed_unique stands behind',
    without: { statements: [isPayable] },
    steps: [hold(0, 1), reserve(0), pay(0), pay(0)],
    seen: /payments_completed_unique|tickets_seat_unique/,
  },
  {
    guard: 'that state and payments_completed_unique and tickets_seat_unique',
    without: {
      statements: [isPayable],
      constraints: ['payments_completed_unique', 'tickets_seat_unique'],
    },
    steps: [hold(0, 1), reserve(0), pay(0), pay(0)],
    seen: /reservation_not_payable/,
  },
  {
    guard: 'the time that a payment finds',
    without: { statements: [says('AND r.expires_at > now()', '')] },
    steps: [hold(0, 1), reserve(0), { do: 'payTimeEnds', who: 0, back: 0 }, pay(0)],
    seen: /reservation_expired/,
  },
  {
    guard: 'the balance that a payment finds, which wallets_balance_range stands behind',
    without: { statements: [isRich] },
    steps: [hold(0, 0, 1, 2), reserve(0), pay(0)],
    seen: /wallets_balance_range/,
  },
  {
    guard: 'that balance and both CHECKs of wallet and ledger',
    without: {
      statements: [isRich],
      constraints: ['wallets_balance_range', 'wallet_transactions_balance_range'],
    },
    steps: [hold(0, 0, 1, 2), reserve(0), pay(0)],
    seen: /balance_too_low/,
  },
  {
    guard: 'the kept answer of a payment',
    without: {
      statements: [
        says(
          /INSERT INTO idempotency_keys [^)]+\)\s+SELECT scope, request_hash, 201, body FROM answer\s+\)\s+SELECT payment_id/,
          'SELECT 1) SELECT payment_id',
        ),
      ],
    },
    steps: [hold(0, 1), reserve(0), pay(0), { do: 'payAgain', who: 0 }],
    seen: /reservation_not_payable/,
  },
  {
    guard: 'the kept answer of a reservation',
    without: {
      statements: [says('FROM answer ORDER BY id', 'FROM answer WHERE false')],
    },
    steps: [hold(0, 1), reserve(0), { do: 'reserveAgain', who: 0 }],
    seen: /already_reserved/,
  },
  {
    guard: 'the kept answer of a cancellation',
    without: {
      statements: [says('FROM answer RETURNING scope', 'FROM answer WHERE false RETURNING scope')],
    },
    steps: [hold(0, 1), reserve(0), pay(0), cancel(0), { do: 'cancelAgain', who: 0 }],
    seen: /already_cancelled/,
  },
  {
    guard: 'the state that a cancellation finds, which refunds_payment_unique stands behind',
    without: { statements: [says('AND r.status = seen.status', '')] },
    steps: [hold(0, 1), reserve(0), pay(0), { do: 'cancelAtOnce', who: 0, back: 0 }],
    seen: /refunds_payment_unique/,
  },
];

const cardCrash: Step = { do: 'cardCrash', who: 0 };

const cards: Control[] = [
  {
    guard: 'one order that is being confirmed (payments_confirming_unique)',
    without: { constraints: ['payments_confirming_unique'] },
    steps: [hold(0, 1), reserve(0), cardCrash, cardCrash],
    seen: /payment_not_confirmable/,
  },
  {
    guard: 'the time that a confirmation finds',
    without: {
      statements: [
        says(/AND r\.expires_at > now\(\)(\s+FOR NO KEY UPDATE OF r, p\s+\), extended)/, '$1'),
      ],
    },
    steps: [
      ...[hold(0, 1), reserve(0), { do: 'cardOpen', who: 0 } as const],
      ...[{ do: 'payTimeEnds', who: 0, back: 0 } as const, cardCrash],
    ],
    seen: /'ok', false/,
  },
  {
    guard: 'the live seat that an approval which came too late finds',
    without: { constraints: ['reservation_seats_live_seat_unique'] },
    steps: [
      ...[hold(0, 1), reserve(0), { do: 'cardTooLate', who: 0 } as const, only('drain')],
      ...[hold(1, 1), reserve(1), { do: 'cardLook', who: 0, fate: 'approves' } as const],
    ],
    seen: /RETURNED/,
  },
];

const gateway = await useGateway();
beforeEach(forgetHall);

async function playAll(steps: Step[]): Promise<void> {
  const sale = await openSmallSale(gateway);
  for (const who of sale.people.keys()) await play(sale, { do: 'enter', who });
  for (const step of steps) await play(sale, step);
}

/** How something went wrong: what was expected, or the constraint that said no. */
const failureOf = (work: () => Promise<void>): Promise<string> =>
  work().then(
    () => 'nothing was seen',
    (error: Error) => `${error.message} ${violatedConstraint(error)}`,
  );

describe('the same steps fail', () => {
  test.each([...scripts, ...statements, ...cards])(
    'without $guard',
    async ({ without, steps, seen }) => {
      await playAll(steps);
      await withoutGuards(without, seatsRedis(), async () => {
        expect(await failureOf(() => playAll(steps))).toMatch(seen);
      });
    },
  );
});

/** So that nobody of a race waits for a connection to be opened. */
const connectMany = () =>
  Promise.all([1, 2, 3, 4, 5, 6].map(() => prisma.$executeRaw`SELECT pg_sleep(0.05)`));

/** As markCancelled does. */
async function cancelShowTx(tx: Tx, { id }: AdminSchedule) {
  await tx.$executeRaw`SELECT FROM schedules WHERE id = ${id}::uuid FOR UPDATE`;
  await tx.schedule.update({ where: { id }, data: { cancelledAt: new Date() } });
}

/** As unpublishConcert does. */
async function takeBackTx(tx: Tx, { concertId: id }: AdminSchedule) {
  await tx.$executeRaw`SELECT FROM concerts WHERE id = ${id}::uuid FOR UPDATE`;
  await tx.concert.update({ where: { id }, data: { publishedAt: null } });
}

/** The store as another process has it: with a line of its own, so that the two do not wait for each other. */
async function anotherStore() {
  vi.resetModules();
  return import('./reservations.store');
}

describe('callers that meet in Postgres', () => {
  const racers = 20;

  /** Each person asks for three seats twice at once, by two processes: which is three too many. */
  async function reserveTwice() {
    const [here, there] = [await anotherStore(), await anotherStore()];
    const { id: scheduleId } = await aSchedule({ seatsPerPersonMax: 3 });
    const fans = await Promise.all(Array.from({ length: racers }, () => aFan()));
    await connectMany();
    const asked = fans.flatMap((fan, n) =>
      [here, there].map((store, process) => {
        const first = n * 6 + process * 3;
        const seats = [0, 1, 2].map((more) => ({ seatId: first + more, grade: 'A' as const }));
        const ids = { id: newId(), holdId: newId(), passId: newId(), isOnMap: false };
        const idempotency = onceAs(fan);
        return store.insertReservation({
          ...{ ...ids, scheduleId, accountId: fan.id, seats, idempotency },
        });
      }),
    );
    await Promise.allSettled(asked);
    return prisma.reservation.count({ where: { scheduleId } });
  }

  test('get no more seats than one person may, and do without reservation_seats_live_slot_unique', async () => {
    expect(await reserveTwice()).toBe(racers);
    await expectInvariants();
    const constraints = ['reservation_seats_live_slot_unique'];
    await withoutGuards({ constraints }, seatsRedis(), async () => {
      const rounds: number[] = [];
      while (Math.max(0, ...rounds) <= racers && rounds.length < 10)
        rounds.push(await reserveTwice());
      expect(Math.max(...rounds)).toBeGreaterThan(racers);
      expect(await failureOf(expectInvariants)).toMatch(/more live seats of a schedule/);
    });
  });

  /** Several processes pay the same reservations at once. */
  async function payTogether() {
    const all = await Promise.all(Array.from({ length: 6 }, () => aReservation()));
    await Promise.all(
      all.map(({ fan, total }) =>
        chargeWallet(fan, { amount: total * 4, idempotency: onceAs(fan) }),
      ),
    );
    const batch = () =>
      all.map(({ fan, id }) => ({
        ...{ id: newId(), reservationId: id, accountId: fan.id },
        idempotency: onceAs(fan),
      }));
    await connectMany();
    await Promise.all([1, 2, 3, 4].map(() => insertWalletPayments(batch())));
  }

  test('pay once by the lock on the reservation alone, and twice without it', async () => {
    const constraints = ['payments_completed_unique', 'tickets_seat_unique'];
    await withoutGuards({ constraints }, seatsRedis(), async () => {
      await payTogether();
      await expectInvariants();
    });
    const lockless = [says('OFFSET 0 FOR NO KEY UPDATE', 'OFFSET 0')];
    await withoutGuards({ constraints, statements: lockless }, seatsRedis(), async () => {
      let seen = '';
      for (let round = 0; round < 10 && !seen.includes('exactly one completed payment'); round++) {
        await payTogether();
        seen = await failureOf(expectInvariants);
      }
      expect(seen).toMatch(/exactly one completed payment/);
    });
  });

  const isAnyWaiting = async () => {
    const [row] = await prisma.$queryRaw<{ is: boolean }[]>`
      SELECT EXISTS (SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock') AS is`;
    return row!.is;
  };

  /** Somebody reserves a seat of what is being taken off sale: whether it is theirs once that is committed. */
  async function reserveWhile(
    takeOffSaleTx: (tx: Tx, schedule: AdminSchedule) => Promise<unknown>,
  ) {
    const schedule = await aSchedule();
    const fan = await aFan();
    const ids = { id: newId(), holdId: newId(), passId: newId(), scheduleId: schedule.id };
    const seats = [{ seatId: 1, grade: 'VIP' as const }];
    const asked = { ...ids, accountId: fan.id, seats, isOnMap: false, idempotency: onceAs(fan) };
    let isAnswered = false;
    const reserving = await withTx(async (tx) => {
      await takeOffSaleTx(tx, schedule);
      const answer = insertReservation(asked).finally(() => (isAnswered = true));
      await vi.waitFor(async () => expect(isAnswered || (await isAnyWaiting())).toBe(true), 5_000);
      return { answer };
    });
    return (await reserving.answer) !== null;
  }

  test.each([
    ['a show that is being cancelled', cancelShowTx],
    ['a concert that is being taken back', takeBackTx],
  ])('reserve no seat of %s, and do without FOR KEY SHARE', async (_, takeOffSaleTx) => {
    expect(await reserveWhile(takeOffSaleTx)).toBe(false);
    const lockless = [says('FOR KEY SHARE OF c, s', '')];
    await withoutGuards({ statements: lockless }, seatsRedis(), async () => {
      expect(await reserveWhile(takeOffSaleTx)).toBe(true);
    });
  });
});

test('a worker that led before moves a line without the fencing token', async () => {
  const line = await aLine();
  await joinInRedis(line, aPerson());
  const lease = (as: string) => takeOrRenewLease(leaseName(line), 60_000, lineRedis(), as);
  const token = (await lease('leader'))!;
  const invite = () => inviteInRedis(line, token - 1, 0, [1]);
  expect(await invite()).toMatchObject({ status: 'fenced' });
  const fence = says("if redis.call('GET', KEYS[8]) ~= ARGV[1] then", 'if false then');
  await withoutGuards({ scripts: [fence] }, lineRedis(), async () => {
    expect(await invite()).toMatchObject({ status: 'open' });
  });
});
