import { describe, expect, test } from 'vitest';
import { drainBus } from '@/server/jobs/bus';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { findReservation } from '@/server/reservations';
import { findSnapshot } from '@/server/seats';
import { aFan, aReservation, aSchedule, onceAs } from '@/server/testing';
import { chargeWallet, findWallet } from '@/server/wallets';
import { findPayment, payReservation } from './index';

type Reserved = Awaited<ReturnType<typeof aReservation>>;

const pay = ({ fan, id }: Reserved, key?: string) =>
  payReservation(fan, { reservationId: id, method: 'wallet', idempotency: onceAs(fan, key, id) });

const charge = ({ fan }: Pick<Reserved, 'fan'>, amount: number) =>
  chargeWallet(fan, { amount, idempotency: onceAs(fan) });

const code = (word: string) => expect.objectContaining({ code: word });

describe('paying from the wallet', () => {
  test('debits the price, gives a ticket a seat and makes the reservation RESERVED', async () => {
    const reserved = await aReservation({ seatIds: [1, 2] });
    await charge(reserved, reserved.total + 5_000);
    const payment = await pay(reserved);
    expect(payment).toMatchObject({ status: 'COMPLETED', amount: reserved.total });
    expect(payment.ticketIds).toHaveLength(2);
    expect(await findPayment(reserved.fan, payment.id)).toEqual(payment);
    expect((await findWallet(reserved.fan)).balance).toBe(5_000);
    expect(await findReservation(reserved.fan, reserved.id)).toMatchObject({ status: 'RESERVED' });
  });

  test('turns the seats sold on the map, after which the person may buy nothing more with that pass', async () => {
    const reserved = await aReservation({ seatIds: [1, 2] });
    await charge(reserved, reserved.total);
    await pay(reserved);
    await drainBus();
    await new Promise((resume) => setTimeout(resume, 110));
    expect((await findSnapshot(reserved.scheduleId)).status.slice(0, 4)).toBe('0330');
  });

  test('happens once for a key sent twenty times at once', async () => {
    const reserved = await aReservation({ seatIds: [1] });
    await charge(reserved, reserved.total * 3);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => pay(reserved, 'one-intent')),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect((await findWallet(reserved.fan)).balance).toBe(reserved.total * 2);
    expect(await prisma.payment.count()).toBe(1);
    expect(await prisma.ticket.count()).toBe(1);
  });

  test('happens once for twenty different keys at once', async () => {
    const reserved = await aReservation({ seatIds: [1] });
    await charge(reserved, reserved.total * 3);
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => pay(reserved)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(refused?.reason).toEqual(code('reservation_not_payable'));
    expect((await findWallet(reserved.fan)).balance).toBe(reserved.total * 2);
  });

  test('of two reservations from a wallet that covers one pays one', async () => {
    const fan = await aFan();
    const [first, second] = [await aReservation({ fan }), await aReservation({ fan })];
    await charge({ fan }, first.total);
    const outcomes = await Promise.allSettled([pay(first), pay(second)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find((outcome) => outcome.status === 'rejected')?.reason).toEqual(
      code('balance_too_low'),
    );
    expect((await findWallet(fan)).balance).toBe(0);
  });
});

describe('paying many at once', () => {
  test('pays everybody who can pay, though one cannot and one’s reservation is over', async () => {
    const scheduleId = (await aSchedule()).id;
    const seats = Array.from({ length: 12 }, (_, n) => n);
    const all = await Promise.all(seats.map((n) => aReservation({ scheduleId, seatIds: [n] })));
    await Promise.all(all.slice(1).map((one) => charge(one, one.total)));
    const expiresAt = new Date(Date.now() - 1);
    await prisma.reservation.update({ where: { id: all[5]!.id }, data: { expiresAt } });
    const outcomes = await Promise.allSettled(all.map((one) => pay(one)));
    const refused = outcomes.flatMap((outcome, n) => (outcome.status === 'rejected' ? [n] : []));
    expect(refused).toEqual([0, 5]);
    expect(await prisma.ticket.count()).toBe(10);
    expect(await prisma.wallet.count({ where: { balance: 0 } })).toBe(10);
  });

  test('refuses the one that no statement could take, alone', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => aReservation({ seatIds: [1] })));
    await Promise.all(all.map((one) => charge(one, one.total)));
    const { id: taken } = await pay(all[0]!);
    const { insertWalletPayment, insertWalletPayments } = await import('./payments.store');
    const asked = all.slice(1).map(({ fan, id: reservationId }, n) => ({
      id: n === 3 ? taken : newId(), // another payment's
      ...{ reservationId, accountId: fan.id, idempotency: onceAs(fan) },
    }));
    await expect(insertWalletPayments(asked)).rejects.toThrow('payments_pkey');
    expect(await prisma.payment.count()).toBe(1);
    const outcomes = await Promise.allSettled(asked.map((one) => insertWalletPayment(one)));
    const refused = outcomes.flatMap((outcome, n) => (outcome.status === 'rejected' ? [n] : []));
    expect(refused).toEqual([3]);
    expect(await prisma.payment.count()).toBe(7);
    expect(await findWallet(all[4]!.fan)).toMatchObject({ balance: all[4]!.total });
  });

  test('takes nothing twice when several processes pay the same at once', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => aReservation({ seatIds: [1] })));
    await Promise.all(all.map((one) => charge(one, one.total * 2)));
    const { insertWalletPayments } = await import('./payments.store');
    const batch = () =>
      all.map(({ fan, id }) => ({
        ...{ id: newId(), reservationId: id, accountId: fan.id },
        idempotency: onceAs(fan),
      }));
    const answers = await Promise.all([1, 2, 3, 4].map(() => insertWalletPayments(batch())));
    expect(answers.flat().filter((paid) => paid !== null)).toHaveLength(6);
    expect(await prisma.payment.count()).toBe(6);
    expect(await prisma.walletTransaction.count({ where: { kind: 'PAYMENT' } })).toBe(6);
  });
});

describe('a payment that cannot be', () => {
  test('for lack of money says how much there is, and changes nothing', async () => {
    const reserved = await aReservation({ seatIds: [1] });
    await charge(reserved, 1_000);
    const { total } = reserved;
    await expect(pay(reserved)).rejects.toMatchObject({
      code: 'balance_too_low',
      facts: { balance: 1_000, total },
    });
    expect(await prisma.ticket.count()).toBe(0);
    expect(await findReservation(reserved.fan, reserved.id)).toMatchObject({ status: 'RESERVING' });
  });

  test('comes after the time to pay', async () => {
    const reserved = await aReservation();
    await charge(reserved, reserved.total);
    const expiresAt = new Date(Date.now() - 1);
    await prisma.reservation.update({ where: { id: reserved.id }, data: { expiresAt } });
    await expect(pay(reserved)).rejects.toEqual(code('reservation_expired'));
  });

  test('is for another’s reservation', async () => {
    const reserved = await aReservation();
    const thief = await aFan();
    await expect(pay({ ...reserved, fan: thief })).rejects.toEqual(code('not_found'));
  });

  test('repeats a key for another reservation', async () => {
    const fan = await aFan();
    const [first, second] = [await aReservation({ fan }), await aReservation({ fan })];
    await charge({ fan }, 1_000_000);
    await pay(first, 'one-intent');
    await expect(pay(second, 'one-intent')).rejects.toEqual(code('idempotency_mismatch'));
  });

  test('uses a method that is not offered', async () => {
    const { fan, id } = await aReservation();
    const card = { reservationId: id, method: 'card' as const, idempotency: onceAs(fan) };
    await expect(payReservation(fan, card)).rejects.toEqual(code('payment_method_unavailable'));
  });
});
