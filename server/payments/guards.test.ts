import { expect, test } from 'vitest';
import { prisma } from '@/server/platform/db';
import { seatsRedis } from '@/server/platform/redis';
import { newId } from '@/server/platform/id';
import { expireReservations } from '@/server/reservations';
import { aFan, aReservation, onceAs } from '@/server/testing';
import { type Change, type Guards, withoutGuards } from '@/server/testing/sabotage';
import { outcomeOf } from '@/server/testing/sale/sale';
import { chargeWallet, findWallet } from '@/server/wallets';
import { beginConfirming, insertCardOrder } from './card.store';
import { takeDueRefunds } from './refunds.store';
import { settleApproval } from './settle';
import { takeDuePayments } from './settle.store';

/**
 * Negative controls of the guards of money that the simulation's steps do not meet: see
 * server/reservations/guards.test.ts. Each is shown as it is and without the guard.
 */
type Control = {
  guard: string;
  see: () => Promise<unknown>;
  holds: unknown;
  without: Guards;
  seen: unknown;
};

const says = (said: string | RegExp, becomes: string): Change => ({ says: said, becomes });

/** An order whose gateway is being asked, under a payment key of its own unless told. */
async function aConfirming(paymentKey: string = newId()) {
  const { fan, ...reservation } = await aReservation();
  const id = newId();
  const order = { id, reservationId: reservation.id, accountId: fan.id, provider: 'toss' };
  await insertCardOrder(order);
  await beginConfirming({ id, accountId: fan.id, paymentKey });
  return { id, paymentKey, reservation };
}

type Confirming = Awaited<ReturnType<typeof aConfirming>>;

const approve = ({ id, paymentKey }: Confirming, amount: number) =>
  settleApproval({
    id,
    approval: { paymentKey, orderId: id, amount, approvedAt: new Date().toISOString() },
  });

/** What comes of an approval of less than the price. */
async function payLess(order: Confirming) {
  await approve(order, order.reservation.total - 1);
  const { status } = await prisma.payment.findUniqueOrThrow({ where: { id: order.id } });
  return status;
}

async function payLessLate() {
  const order = await aConfirming();
  const expiresAt = new Date(Date.now() - 3_000);
  await prisma.reservation.update({ where: { id: order.reservation.id }, data: { expiresAt } });
  await expireReservations();
  return payLess(order);
}

/** Two people say that they paid with the same payment: how many reservations it buys. */
async function payTwoWithOne() {
  const paymentKey = newId();
  const outcomes = [1, 2].map(() =>
    outcomeOf(async () => {
      const order = await aConfirming(paymentKey);
      await approve(order, order.reservation.total);
    }),
  );
  await Promise.all(outcomes);
  return prisma.payment.count({ where: { paymentKey, status: 'COMPLETED' } });
}

/** One charge, sent again under its key once it was answered. */
async function chargeTwice() {
  const fan = await aFan();
  const charge = { amount: 5_000, idempotency: onceAs(fan) };
  await chargeWallet(fan, charge);
  await chargeWallet(fan, charge);
  return (await findWallet(fan)).balance;
}

/** How many of two workers, one after the other, have the payment that is due. */
async function lookTwice() {
  const { id } = await aConfirming();
  await prisma.payment.update({ where: { id }, data: { lookAt: new Date(Date.now() - 1_000) } });
  const looks = [await takeDuePayments(9), await takeDuePayments(9)];
  return looks.flat().filter((due) => due.id === id).length;
}

/** The same of the refund that is due. */
async function giveBackTwice() {
  const { id, ...order } = await aConfirming();
  await approve({ id, ...order }, 1);
  const refund = await prisma.refund.findFirstOrThrow({ where: { paymentId: id } });
  const tries = [await takeDueRefunds(9), await takeDueRefunds(9)];
  return tries.flat().filter((due) => due.id === refund.id).length;
}

const isOfPrice = says(/p\.amount = (\$\d+)/, '(p.amount = $1 OR true)');

const controls: Control[] = [
  {
    guard: 'the amount that an approval is compared with',
    see: async () => payLess(await aConfirming()),
    holds: 'RETURNED',
    without: { statements: [isOfPrice] },
    seen: 'COMPLETED',
  },
  {
    guard: 'the amount that an approval which came late is compared with',
    see: payLessLate,
    holds: 'RETURNED',
    without: { statements: [isOfPrice] },
    seen: 'COMPLETED',
  },
  {
    guard: 'one payment a key of the gateway (payments_key_unique)',
    see: payTwoWithOne,
    holds: 1,
    without: { constraints: ['payments_key_unique'] },
    seen: 2,
  },
  {
    guard: 'the kept answer of a charge',
    see: chargeTwice,
    holds: 5_000,
    without: {
      statements: [
        says(
          'FROM answer JOIN asked USING (account_id) ORDER BY scope',
          'FROM answer JOIN asked USING (account_id) WHERE false',
        ),
      ],
    },
    seen: 10_000,
  },
  {
    guard: 'the lease of a payment that is looked at',
    see: lookTwice,
    holds: 1,
    without: {
      statements: [
        says(
          /look_at = now\(\) \+ make_interval\(secs => (\$\d+)\), looks/,
          'look_at = now() - make_interval(secs => $1), looks',
        ),
      ],
    },
    seen: 2,
  },
  {
    guard: 'the lease of a refund that is tried',
    see: giveBackTwice,
    holds: 1,
    without: {
      statements: [
        says(
          /try_at = now\(\) \+ make_interval\(secs => (\$\d+)\), tries/,
          'try_at = now() - make_interval(secs => $1), tries',
        ),
      ],
    },
    seen: 2,
  },
];

test.each(controls)(
  'money goes where it is meant to, and does not without $guard',
  async ({ see, holds, without, seen }) => {
    expect(await see()).toBe(holds);
    await withoutGuards(without, seatsRedis(), async () => {
      expect(await see()).toBe(seen);
    });
  },
);
