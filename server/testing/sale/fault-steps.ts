import { expireHolds } from '@/server/holds';
import { drainBus } from '@/server/jobs/bus';
import { type Leads, newLeads, relayBatch, theBus } from '@/server/outbox';
import { failAbandonedOrders } from '@/server/payments';
import { prisma } from '@/server/platform/db';
import { seatsRedis, sharedRedis } from '@/server/platform/redis';
import { singleton } from '@/server/platform/singleton';
import { expireReservations } from '@/server/reservations';
import { prepareSeats, reconcileReserving, reconcileSeats, seatKeys } from '@/server/seats';
import { ordersOf } from './card-model';
import * as clock from './clock';
import type { Hold } from './model';
import type { Sale } from './sale';

/** The worker's round of expiries. */
export async function sweep(sale: Sale) {
  const { scheduleId, model } = sale;
  await expireHolds(scheduleId);
  await expireReservations();
  if (model.isSure) model.sweepHolds();
  for (const reservation of model.reservations) {
    if (reservation.status !== 'RESERVING' || reservation.isPayable) continue;
    Object.assign(reservation, { status: 'CANCELLED', wasExpired: true, event: 'committed' });
  }
  await failAbandoned(sale);
}

/** The worker's round of orders that nobody confirmed. */
export async function failAbandoned({ gateway, model }: Sale) {
  if (!gateway) return;
  await failAbandonedOrders();
  for (const order of model.fans.flatMap(ordersOf)) {
    if (order.status === 'PENDING' && order.reservation.status !== 'RESERVING')
      order.status = 'FAILED';
  }
}

/** The relay has put what is committed on the bus, and nobody has read it. */
export async function ship({ model }: Sale) {
  const leads = singleton<Leads>('bus:leads', () => newLeads()); // the process's own
  await leads.renew();
  while ((await leads.work((held) => relayBatch(theBus(), held))).length > 0);
  for (const each of model.reservations) if (each.event === 'committed') each.event = 'shipped';
}

export async function drain({ model }: Sale) {
  await drainBus();
  model.drain();
}

/** Every event once more, in the order of the first time: after what came later, as a relay that died does. */
export async function deliverAgain(sale: Sale) {
  await drain(sale);
  await prisma.$executeRaw`UPDATE outbox SET published_at = NULL WHERE key = ANY(${sale.model.written.map(({ id }) => id)})`;
  await drainBus();
}

export async function reconcile({ scheduleId, model }: Sale) {
  await reconcileReserving(scheduleId);
  await reconcileSeats(scheduleId);
  model.reconcile();
}

export async function minutePasses({ scheduleId, model }: Sale) {
  await clock.ageUnwritten(scheduleId);
  for (const reservation of model.reservations)
    if (reservation.noted === 'seen') reservation.noted = 'due';
}

export async function holdEnds({ scheduleId, people, model }: Sale, who: number) {
  const { hold } = model.fans[who]!;
  if (!model.isSure || !hold || hold.isOver || hold.reservation) return false;
  await clock.endHold(scheduleId, people[who]!.id);
  hold.isOver = true;
}

/** The pass runs out by itself, and with it what was held under it. */
export async function passRunsOut(sale: Sale, who: number) {
  const fan = sale.model.fans[who]!;
  if (!sale.model.isSure || !fan.passId) return false;
  if (fan.hold?.passId === fan.passId) await holdEnds(sale, who);
  await clock.endPassCopy(sale.scheduleId, sale.people[who]!.id);
  fan.passId = null;
}

export async function redisEmptied(sale: Sale) {
  await seatsRedis().flushall();
  sale.model.empty();
  sale.sent.hold.clear();
  sale.remembered = null;
}

export async function rebuild({ scheduleId, model }: Sale) {
  await prepareSeats(scheduleId);
  model.build();
}

export async function remember(sale: Sale) {
  if (!sale.model.isSure || sale.model.digits === null) return false;
  sale.remembered = await clock.remember(sale.scheduleId);
}

/** Redis comes back as it was remembered: the seats, and the bus without what was shipped since. */
export async function rewind(sale: Sale) {
  if (!sale.remembered) return false;
  await clock.rewind(sale.scheduleId, sale.remembered);
  const bus = await sharedRedis().keys('bus:*');
  if (bus.length > 0) await sharedRedis().del(...bus);
  sale.model.doubt();
  sale.sent.hold.clear();
  sale.remembered = null;
}

/** What a worker does within a minute or two of such a loss; from then on the map is Postgres's again. */
export async function repair({ scheduleId, people, model }: Sale) {
  if (model.isSure) return false;
  await drainBus();
  for (let round = 0; round < 2; round++) {
    await reconcileSeats(scheduleId);
    await clock.ageUnwritten(scheduleId);
  }
  model.drain();
  model.trust(await Promise.all(people.map(({ id }) => readPerson(scheduleId, id))));
}

/** What only Redis knows of a person: the pass, the hold, and which seats are still that hold's. */
async function readPerson(scheduleId: string, accountId: string) {
  const keys = seatKeys(scheduleId);
  const [passId, stored, owners] = await Promise.all([
    seatsRedis().get(keys.pass(accountId)),
    seatsRedis().hgetall(keys.hold(accountId)),
    seatsRedis().hgetall(keys.owners),
  ]);
  const seats = (stored['seats'] ?? '').split(',').filter(Boolean).map(Number);
  const owned = seats.filter((seat) => owners[seat] === `h:${stored['expiresAt']}:${accountId}`);
  const isOver = Number(stored['expiresAt']) < 1_000_000;
  const id = `${scheduleId}.${stored['id']}`;
  const hold: Hold | null = stored['id']
    ? { id, seats, passId: stored['passId']!, isOver, reservation: null }
    : null;
  return { passId, hold, owned, reservationId: stored['reservationId'] };
}
