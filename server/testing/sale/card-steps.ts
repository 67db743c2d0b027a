import { expect } from 'vitest';
import {
  confirmCardPayment,
  giveBackToCards,
  lookAtPayments,
  payReservation,
} from '@/server/payments';
import { confirmKey } from '@/server/payments/card';
import { beginConfirming } from '@/server/payments/card.store';
import { cardGateway } from '@/server/payments/gateways';
import { prisma } from '@/server/platform/db';
import type { BehaviourInput } from '@/sandbox/gateway/behaviour';
import { cardMoneyLost } from '@/server/testing/card-money';
import {
  answerApproval,
  type CardOrder,
  confirmingOf,
  failOrder,
  isBackRequested,
  isPending,
  isTooOld,
  isLookedAfter,
  mayBeApproved,
  mayGoBackUnheard,
  ordersOf,
  settleApproved,
} from './card-model';
import { answerPay, payTimeEnds } from './money-steps';
import { failAbandoned, sweep } from './fault-steps';
import { outcomeOf, type Sale } from './sale';
import type { GatewayFate } from './steps';

/** An error that passes is asked about once more by itself: two of them say nothing. */
const behaviours: Record<GatewayFate, BehaviourInput> = {
  approves: {},
  declines: { confirm: { decline: { next: 1 } } },
  breaksOff: { confirm: { breakOff: { next: 1 } } },
  saysNothing: { confirm: { error: { next: 2 } }, lookup: { error: { next: 2 } } },
};

const orderOf = (sale: Sale, who: number, suits: (order: CardOrder) => boolean) =>
  sale.gateway ? ordersOf(sale.model.fans[who]!).find(suits) : undefined;

/** Opens an order, and proves at the gateway who is paying; nothing is asked for yet. */
export async function cardOpen(sale: Sale, who: number) {
  const reservation = sale.reservationOf(who, 0);
  if (!sale.gateway || !reservation) return false;
  const order = { reservationId: reservation.id, method: 'card' as const };
  const { word, value } = await outcomeOf(() =>
    payReservation(sale.people[who]!, { ...order, idempotency: sale.key(who) }),
  );
  const expected = answerPay(reservation, Infinity);
  expect(word).toBe(reservation.orders.length < 20 ? expected : 'too_many_requests');
  if (!value) return;
  const { paymentKey } = await sale.gateway.authenticate({ orderId: value.id });
  reservation.orders.push({
    ...{ id: value.id, reservation, paymentKey, status: 'PENDING', isApproved: false },
    ...{ isWatched: false, ageMinutes: 0, refund: 'none', back: 0, isBackUnheard: false },
  });
}

/** An order that waits to be confirmed, opened where there is none. */
async function pendingOf(sale: Sale, who: number): Promise<CardOrder | undefined> {
  const pending = orderOf(sale, who, isPending);
  if (pending) return pending;
  await cardOpen(sale, who);
  return orderOf(sale, who, isPending);
}

function confirm(sale: Sale, who: number, { id, paymentKey, reservation }: CardOrder) {
  const said = { paymentKey, orderId: id, amount: reservation.total };
  const idempotency = sale.key(who);
  return () => confirmCardPayment(sale.people[who]!, { ...said, paymentId: id, idempotency });
}

/** Why the gateway would not be asked at all; null when it is. */
function whyNotAsked(order: CardOrder): string | null {
  const { status, isPayable } = order.reservation;
  if (status !== 'RESERVING' || !isPayable)
    return status === 'RESERVED' ? 'reservation_not_payable' : 'reservation_expired';
  return confirmingOf(order.reservation) ? 'payment_not_confirmable' : null;
}

const begun = (order: CardOrder) =>
  Object.assign(order, { status: 'CONFIRMING', isWatched: true, ageMinutes: 0 });

/** Back from the gateway's window: the order is confirmed, and what the person is told holds for ever. */
export async function cardConfirm(sale: Sale, who: number, fate: GatewayFate) {
  const order = await pendingOf(sale, who);
  if (!order) return false;
  const refused = whyNotAsked(order);
  await sale.gateway!.behave(behaviours[fate]);
  const { word, value } = await outcomeOf(confirm(sale, who, order));
  await sale.gateway!.behave();
  if (refused) return expect(word).toBe(refused);
  begun(order);
  expect(word).toBe(fate === 'declines' ? 'payment_declined' : 'ok');
  if (fate === 'declines') return failOrder(order, false);
  expect(value!.status).toBe(fate === 'saysNothing' ? 'CONFIRMING' : 'COMPLETED');
  if (fate === 'saysNothing') return;
  order.isApproved = true;
  settleApproved(order, 'COMPLETED');
}

/** The process stops between writing that it will ask and asking. */
export async function cardCrash(sale: Sale, who: number) {
  const order = await pendingOf(sale, who);
  if (!order) return false;
  const { id, paymentKey } = order;
  const accountId = sale.people[who]!.id;
  const { word, value } = await outcomeOf(() => beginConfirming({ id, accountId, paymentKey }));
  const refused = whyNotAsked(order);
  const isHeardOf = refused === 'payment_not_confirmable';
  expect([word, value]).toEqual(isHeardOf ? [refused, null] : ['ok', refused === null]);
  if (!refused) begun(order);
}

/** The gateway takes the money of an order that it was asked for, and nobody of us hears of it. */
export async function cardApprovedUnheard(sale: Sale, who: number) {
  const order = orderOf(sale, who, mayBeApproved);
  if (!order) return false;
  const { id, paymentKey, reservation } = order;
  const said = { paymentKey, orderId: id, amount: reservation.total };
  const outcome = await cardGateway()!.confirm({ ...said, idempotencyKey: confirmKey(id) });
  expect(outcome.kind).toBe('approved');
  order.isApproved = true;
}

/** The process stops while the gateway approves, and the reservation is over before anybody looks. */
export async function cardTooLate(sale: Sale, who: number) {
  if ((await cardCrash(sale, who)) === false) return false;
  await cardApprovedUnheard(sale, who);
  if ((await payTimeEnds(sale, who, 0)) !== false) await sweep(sale);
}

/** As long goes by as anybody waits for an answer, and for one that was given up as long as it is looked for. */
export async function cardAges(sale: Sale, who: number) {
  const order = orderOf(sale, who, isLookedAfter);
  if (!order) return false;
  order.ageMinutes = order.status === 'CONFIRMING' ? 11 : 31;
  const confirmingAt = new Date(Date.now() - order.ageMinutes * 60_000);
  await prisma.payment.update({ where: { id: order.id }, data: { confirmingAt } });
}

/** A worker looks at one that is watched; all others are due much later. */
export async function cardLook(sale: Sale, who: number, fate: GatewayFate) {
  const order = orderOf(sale, who, isLookedAfter);
  if (!order) return false;
  await prisma.$executeRaw`
    UPDATE payments SET look_at = now() + CASE WHEN id = ${order.id}::uuid THEN -interval '1 s' ELSE interval '1 h' END
    WHERE look_at IS NOT NULL`;
  await sale.gateway!.behave(behaviours[fate]);
  expect(await lookAtPayments()).toBe(1);
  await sale.gateway!.behave();
  await noteLook(sale, order, fate);
}

async function noteLook({ model }: Sale, order: CardOrder, fate: GatewayFate) {
  const { status, reservation } = order;
  const isWaitedFor = status === 'CONFIRMING';
  if (fate === 'saysNothing') return isWaitedFor && isTooOld(order) && failOrder(order, true);
  const isAsked = isWaitedFor && reservation.status === 'RESERVING' && !isTooOld(order);
  if (isAsked && !order.isApproved && fate === 'declines') return failOrder(order, false);
  if (isAsked) order.isApproved = true;
  if (!order.isApproved && isWaitedFor) return failOrder(order, true);
  if (!order.isApproved) return void (order.isWatched = order.ageMinutes < 30);
  const expected = answerApproval(model, order);
  const found = await prisma.payment.findUniqueOrThrow({ where: { id: order.id } });
  expect(expected).toContain(found.status);
  settleApproved(order, found.status as 'COMPLETED' | 'RETURNED');
}

/** The gateway gives money back, and the process that asked it to is no more. */
export async function cardBackUnheard(sale: Sale, who: number) {
  const order = orderOf(sale, who, mayGoBackUnheard);
  if (!order) return false;
  const refund = await prisma.refund.findUniqueOrThrow({ where: { paymentId: order.id } });
  const outcome = await cardGateway()!.cancel({
    ...{ paymentKey: order.paymentKey, amount: order.back, reason: '예매 취소' },
    idempotencyKey: `refund-${refund.id}`,
  });
  expect(outcome.kind).toBe('cancelled');
  order.isBackUnheard = true;
}

/** The worker's round of refunds, with one answer that breaks off. */
export async function giveBack({ gateway, model }: Sale) {
  const due = model.fans.flatMap(ordersOf).filter(isBackRequested);
  if (!gateway || due.length === 0) return false;
  await prisma.refund.updateMany({
    where: { status: 'REQUESTED' },
    data: { tryAt: new Date(Date.now() - 1_000) },
  });
  await gateway.behave({ cancel: { breakOff: { next: 1 } } });
  await giveBackToCards();
  await gateway.behave();
  for (const order of due) Object.assign(order, { refund: 'COMPLETED', isBackUnheard: false });
}

/** All that workers would do in time: nothing is left open, and what the gateway took are tickets or went back. */
export async function settleCards(sale: Sale) {
  if (!sale.gateway) return false;
  for (const who of sale.people.keys()) {
    while ((await cardAges(sale, who)) !== false) {
      await cardLook(sale, who, 'approves');
      await sale.check();
    }
  }
  await giveBack(sale);
  await failAbandoned(sale);
  expect(await cardMoneyLost(sale.gateway)).toEqual([]);
}
