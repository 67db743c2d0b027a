import { randomUUID } from 'node:crypto';
import { grantPass, holdSeats } from '@/server/holds';
import { payReservation } from '@/server/payments';
import type { Account } from '@/server/platform/actor';
import { newId } from '@/server/platform/id';
import { idempotencyOf, type Idempotency } from '@/server/platform/idempotency';
import { reserveHold } from '@/server/reservations';
import { chargeWallet } from '@/server/wallets';
import { aSchedule } from './catalogue';
import { aFan, type Person } from './people';

export type SaleOptions = { fan?: Person; scheduleId?: string; seatIds?: number[] };

/** A command's idempotency: a fresh key unless told. */
export const onceAs = (
  account: Account,
  key: string = randomUUID(),
  body: unknown = null,
): Idempotency => idempotencyOf(account, 'POST', '/test', key, body);

/** Lets a person hold seats of a schedule, as entering from the line would; returns the pass's id. */
export async function aPass(person: Account, scheduleId: string, livesMs = 600_000) {
  const passId = newId();
  const expiresAtMs = Date.now() + livesMs;
  await grantPass({ scheduleId, accountId: person.id, passId, expiresAtMs });
  return passId;
}

/** A fan's reservation that waits for its payment, taken the whole way: pass, hold, reservation. */
export async function aReservation(options: SaleOptions = {}) {
  const fan = options.fan ?? (await aFan());
  const scheduleId = options.scheduleId ?? (await aSchedule()).id;
  const passId = await aPass(fan, scheduleId);
  const input = { seatIds: options.seatIds ?? [0, 1] };
  const hold = await holdSeats(fan, { scheduleId, passId, input, idempotency: onceAs(fan) });
  const reservation = await reserveHold(fan, { holdId: hold.id, idempotency: onceAs(fan) });
  return { fan, ...reservation };
}

/** The same, paid from the fan's wallet, which held exactly its price beside what it held before. */
export async function aPaidReservation(options: SaleOptions = {}) {
  const reservation = await aReservation(options);
  const { fan, id: reservationId, total } = reservation;
  await chargeWallet(fan, { amount: total, idempotency: onceAs(fan) });
  const payment = await payReservation(fan, {
    reservationId,
    method: 'wallet',
    idempotency: onceAs(fan),
  });
  return { ...reservation, payment, ticketIds: payment.ticketIds };
}
