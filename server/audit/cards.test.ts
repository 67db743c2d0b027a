import { expect, test } from 'vitest';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { aPaidReservation, aReservation } from '@/server/testing';
import { auditAll } from './index';

/** What the audit says of a card payment that is planted on a reservation as it should never be. */
async function findingsOf(payment: object, refund?: { amount: number; fee: number }) {
  const { id: reservationId, fan, total } = await aReservation();
  const id = newId();
  const order = { id, reservationId, accountId: fan.id, method: 'card', orderId: id };
  await prisma.payment.create({
    data: { ...order, amount: total, status: 'RETURNED', ...payment },
  });
  if (refund) {
    await prisma.refund.create({
      data: { id: newId(), paymentId: id, status: 'REQUESTED', ...refund },
    });
  }
  return (await auditAll()).flatMap(({ findings }) => findings.map(({ finds }) => finds));
}

const approved = { paymentKey: 'key', approvedAt: new Date() };
const confirming = { status: 'CONFIRMING', paymentKey: 'key', confirmingAt: new Date() };

test('the audit finds an approval that bought nothing and does not go back whole (7)', async () => {
  const finds = [
    'an approved payment that bought nothing, without exactly one refund of all of it',
  ];
  expect(await findingsOf({ ...approved, amount: 900 })).toEqual(finds);
  expect(
    await findingsOf({ ...approved, amount: 900, paymentKey: 'two' }, { amount: 800, fee: 100 }),
  ).toEqual(finds);
});

test('the audit lets an approval be that goes back whole', async () => {
  expect(await findingsOf({ ...approved, amount: 900 }, { amount: 900, fee: 0 })).toEqual([]);
});

test('the audit finds a payment that has been confirming for too long (7)', async () => {
  const confirmingAt = new Date(Date.now() - 1_900_000);
  expect(await findingsOf({ ...confirming, confirmingAt, lookAt: new Date() })).toEqual([
    'a payment that has been confirming for longer than anything is waited for',
  ]);
});

test('a payment that is confirming and that nobody would look at cannot be written', async () => {
  await expect(findingsOf(confirming)).rejects.toThrow('payments_confirming_known');
});

test('the audit finds card money without the gateway’s word, and a refund to a wallet that waits (2)', async () => {
  expect(await findingsOf({ amount: 900 }, { amount: 900, fee: 0 })).toEqual([
    'money taken from a card without the gateway’s word for it',
  ]);
  const { payment, id } = await aPaidReservation();
  await prisma.reservation.update({ where: { id }, data: { status: 'CANCELLED' } });
  const refund = { id: newId(), paymentId: payment.id, amount: payment.amount, fee: 0 };
  await prisma.refund.create({ data: { ...refund, status: 'REQUESTED' } });
  const finds = (await auditAll()).flatMap(({ findings }) => findings.map(({ finds: one }) => one));
  expect(finds).toContain('a wallet payment that waits, or a refund to a wallet that does');
});
