import { expect } from 'vitest';
import { checks } from '@/server/audit/checks.store';
import { Prisma, prisma } from '@/server/platform/db';
import { seatsRedis } from '@/server/platform/redis';
import { seatKeys } from '@/server/seats';
import type { Person } from '@/server/testing';
import { ordersOf } from './card-model';
import type { Sale } from './sale';
import { isLive, type Model } from './model';

type Found = { invariant: number; finds: string; example: unknown };

/** Whether the guards are there is not asked: a control takes one away to see what happens then. */
const asked = checks.filter(({ finds }) => !finds.startsWith('the guard'));

/** Every check of `npm run audit` on Postgres, as one statement: a simulation asks after each of its steps. */
const auditSql = Prisma.join(
  asked.map(
    ({ invariant, finds, sql }) => Prisma.sql`
      (SELECT ${invariant}::int AS invariant, ${finds}::text AS finds, to_jsonb(found) AS example
       FROM (${sql}) found LIMIT 1)`,
  ),
  ' UNION ALL ',
);

export async function expectInvariants(): Promise<void> {
  const found = await prisma.$queryRaw<Found[]>(auditSql);
  const lines = found.map(
    ({ invariant, finds, example }) => `${invariant}: ${finds} ${JSON.stringify(example)}`,
  );
  if (lines.length > 0) throw new Error(`Invariants do not hold.\n${lines.join('\n')}`);
}

type Row = {
  id: string;
  status: string;
  account: string;
  seats: number[];
  live: number[];
  tickets: number[];
};

const listRows = (scheduleId: string) => prisma.$queryRaw<Row[]>`
  SELECT r.id::text, r.status, r.account_id::text AS account,
    (SELECT array_agg(seat_index ORDER BY seat_index) FROM reservation_seats s
      WHERE s.reservation_id = r.id) AS seats,
    (SELECT coalesce(array_agg(seat_index ORDER BY seat_index), '{}') FROM reservation_seats s
      WHERE s.reservation_id = r.id AND live) AS live,
    (SELECT coalesce(array_agg(seat_index ORDER BY seat_index), '{}') FROM tickets t
      WHERE t.reservation_id = r.id AND t.status = 'VALID') AS tickets
  FROM reservations r WHERE r.schedule_id = ${scheduleId}::uuid ORDER BY r.id`;

/** Postgres has the reservations, tickets and balances that people were told of, and nothing else. */
export async function expectTruth(scheduleId: string, people: Person[], model: Model) {
  const [rows, wallets] = await Promise.all([
    listRows(scheduleId),
    prisma.wallet.findMany({ where: { accountId: { in: people.map(({ id }) => id) } } }),
  ]);
  const expected = model.written.map((reservation) => {
    const { id, status, fan, seats } = reservation;
    const all = seats.toSorted((a, b) => a - b);
    const account = people[model.fans.indexOf(fan)]!.id;
    const live = isLive(reservation) ? all : [];
    return { id, status, account, seats: all, live, tickets: status === 'RESERVED' ? all : [] };
  });
  expect(rows).toEqual(expected.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  const balances = new Map(wallets.map(({ accountId, balance }) => [accountId, Number(balance)]));
  expect(people.map(({ id }) => balances.get(id) ?? 0)).toEqual(
    model.fans.map(({ balance }) => balance),
  );
}

/** The map's digits, and whose they are counted to be, are what was done to them and nothing else. */
export async function expectMap(scheduleId: string, people: Person[], model: Model) {
  const keys = seatKeys(scheduleId);
  const [status, owned] = await Promise.all([
    seatsRedis().get(keys.status),
    seatsRedis().hgetall(keys.owned),
  ]);
  expect(status).toBe(model.digits);
  expect(people.map(({ id }) => Number(owned[id] ?? 0))).toEqual(
    model.fans.map((fan) => model.ownedBy(fan)),
  );
}

/** Each order is as we were told, and the gateway took and gave back what we say, once. */
export async function expectCards({ gateway, model }: Sale): Promise<void> {
  const orders = model.fans.flatMap(ordersOf);
  if (!gateway || orders.length === 0) return;
  const [rows, theirs] = await Promise.all([
    prisma.payment.findMany({
      where: { id: { in: orders.map(({ id }) => id) } },
      include: { refund: true },
    }),
    gateway.payments(),
  ]);
  const ours = new Map(rows.map((row) => [row.id, row]));
  const gatewayHas = new Map(theirs.map((payment) => [payment.orderId, payment]));
  for (const order of orders) {
    const { status, refund, back, isApproved, isWatched, isBackUnheard } = order;
    const row = ours.get(order.id)!;
    const they = gatewayHas.get(order.id)!;
    const isBack = refund === 'COMPLETED' || isBackUnheard;
    expect({
      ...{ status: row.status, refund: row.refund?.status ?? 'none' },
      ...{ back: Number(row.refund?.amount ?? 0), isWatched: row.lookAt !== null },
      ...{ approvals: they.approvals, wentBack: they.canceledAmount },
    }).toEqual({
      ...{ status, refund, back, isWatched },
      ...{ approvals: isApproved ? 1 : 0, wentBack: isBack ? back : 0 },
    });
  }
}
