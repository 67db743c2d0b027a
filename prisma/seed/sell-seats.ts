import { prisma, type Tx, withTx } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import { reconcileSeats } from '@/server/seats';
import { findLayout } from '@/server/venues';
import { findSeatPlace, type LayoutDocument } from '@/server/venues/layout.schema';

export type Sold = {
  reservationId: string;
  scheduleId: string;
  accountId: string;
  seatIndexes: number[];
};

type Options = {
  /** When they were bought, oldest first; over the last hour unless told. */
  from?: Date;
  to?: Date;
  /** Names to draw from. */
  names?: string[];
};

/** A transaction has 15 s, on the slowest disk too. */
const purchasesPerTx = 500;

/**
 * Sells seats to new fans, one to four side by side each, as if every one had been paid from a wallet that was
 * charged for it: the rows of accounts, wallets, ledger, reservations, payments and tickets, and the sale's counters, in bulk.
 */
export async function sellSeats(
  scheduleId: string,
  seatIndexes: number[],
  options: Options = {},
): Promise<Sold[]> {
  const schedule = await prisma.schedule.findUniqueOrThrow({
    where: { id: scheduleId },
    include: { schedulePrices: true },
  });
  const layout = (await findLayout(schedule.layoutId))!;
  const prices = new Map(schedule.schedulePrices.map((row) => [row.grade, Number(row.price)]));
  const parties = partiesOf(seatIndexes, Math.min(4, schedule.seatsPerPersonMax));
  const { from = new Date(Date.now() - 3_600_000), to = new Date() } = options;
  const step = (to.getTime() - from.getTime()) / (parties.length + 1);
  const purchases = parties.map((seats, at) =>
    purchaseOf(layout, prices, seats, {
      atMs: Math.floor(from.getTime() + step * (at + 1)),
      name: options.names?.[at % options.names.length] ?? `fan ${at + 1}`,
    }),
  );
  for (let at = 0; at < purchases.length; at += purchasesPerTx) {
    const some = purchases.slice(at, at + purchasesPerTx);
    await withTx((tx) => insertPurchasesTx(tx, scheduleId, some));
  }
  // Until Postgres looks by itself, a minute later, it takes tables of thousands for small ones and joins them in loops.
  await prisma.$executeRaw`ANALYZE accounts, reservations, reservation_seats, payments, tickets`;
  const sold = purchases.map(({ id, accountId, seats }) => ({
    reservationId: id,
    scheduleId,
    accountId,
    seatIndexes: seats.map((seat) => seat.index),
  }));
  await reconcileSeats(scheduleId);
  return sold;
}

/** Runs of seats cut into parties of 2, 1, 4, 3, …: neighbours go together. */
function partiesOf(seats: number[], sizeMax: number): number[][] {
  const sizes = [2, 1, 2, 4, 2, 3].map((size) => Math.min(size, sizeMax));
  const parties: number[][] = [];
  let party: number[] = [];
  for (const seat of seats.toSorted((a, b) => a - b)) {
    const size = sizes[parties.length % sizes.length]!;
    const beside = party.length === 0 || party.at(-1) === seat - 1;
    if (party.length === size || !beside) {
      parties.push(party);
      party = [];
    }
    party.push(seat);
  }
  return party.length > 0 ? [...parties, party] : parties;
}

type Purchase = ReturnType<typeof purchaseOf>;

const chargeStepWon = 100_000;

function purchaseOf(
  layout: LayoutDocument,
  prices: Map<string, number>,
  seatIndexes: number[],
  { atMs, name }: { atMs: number; name: string },
) {
  const seats = seatIndexes.map((index, at) => {
    const { grade } = findSeatPlace(layout, index)!.section;
    return { index, grade, price: prices.get(grade)!, slot: at + 1, ticketId: newId(atMs + 1_000) };
  });
  const total = seats.reduce((sum, seat) => sum + seat.price, 0);
  const id = newId(atMs);
  return {
    id,
    accountId: newId(atMs - 120_000),
    holdId: newId(atMs),
    passId: newId(atMs),
    paymentId: newId(atMs + 500),
    chargeId: newId(atMs - 60_000),
    debitId: newId(atMs + 1_000),
    name,
    email: `fan-${id}@openrun.test`,
    at: new Date(atMs).toISOString(),
    total,
    charged: Math.ceil(total / chargeStepWon) * chargeStepWon,
    seats,
  };
}

/** In an order that foreign keys accept: one statement a table, which reads all purchases as one JSON document. */
async function insertPurchasesTx(tx: Tx, scheduleId: string, purchases: Purchase[]): Promise<void> {
  const all = JSON.stringify(purchases);
  await tx.$executeRaw`
    INSERT INTO accounts (id, email, name, email_verified_at, created_at)
    SELECT p."accountId", p.email, p.name, p.at, p.at
    FROM jsonb_to_recordset(${all}::jsonb) AS p ("accountId" uuid, email text, name text, at timestamptz)`;
  await tx.$executeRaw`
    INSERT INTO wallets (account_id, balance) SELECT p."accountId", p.charged - p.total
    FROM jsonb_to_recordset(${all}::jsonb) AS p ("accountId" uuid, charged bigint, total bigint)`;
  await tx.$executeRaw`
    INSERT INTO reservations (id, schedule_id, account_id, hold_id, pass_id, status, total, expires_at, created_at, reserved_at)
    SELECT p.id, ${scheduleId}::uuid, p."accountId", p."holdId", p."passId", 'RESERVED', p.total,
      p.at + interval '5 minutes', p.at, p.at + interval '1 second'
    FROM jsonb_to_recordset(${all}::jsonb)
      AS p (id uuid, "accountId" uuid, "holdId" uuid, "passId" uuid, total bigint, at timestamptz)`;
  await tx.$executeRaw`
    INSERT INTO reservation_seats (reservation_id, schedule_id, account_id, seat_index, slot, grade, price)
    SELECT p.id, ${scheduleId}::uuid, p."accountId", s.index, s.slot, s.grade, s.price
    FROM jsonb_to_recordset(${all}::jsonb) AS p (id uuid, "accountId" uuid, seats jsonb),
      jsonb_to_recordset(p.seats) AS s (index int, slot smallint, grade text, price bigint)`;
  await tx.$executeRaw`
    INSERT INTO wallet_transactions (account_id, id, kind, amount, balance_after, reservation_id, created_at)
    SELECT p."accountId", e.id, e.kind, e.amount, e.balance, e.reservation, p.at + e.after
    FROM jsonb_to_recordset(${all}::jsonb) AS p (id uuid, "accountId" uuid, "chargeId" uuid, "debitId" uuid,
        charged bigint, total bigint, at timestamptz),
      LATERAL (VALUES
        (p."chargeId", 'CHARGE', p.charged, p.charged, NULL::uuid, interval '-60 seconds'),
        (p."debitId", 'PAYMENT', -p.total, p.charged - p.total, p.id, interval '1 second')
      ) AS e (id, kind, amount, balance, reservation, after)`;
  await tx.$executeRaw`
    INSERT INTO payments (id, reservation_id, account_id, method, status, amount, created_at, completed_at)
    SELECT p."paymentId", p.id, p."accountId", 'wallet', 'COMPLETED', p.total, p.at, p.at + interval '1 second'
    FROM jsonb_to_recordset(${all}::jsonb)
      AS p (id uuid, "accountId" uuid, "paymentId" uuid, total bigint, at timestamptz)`;
  await tx.$executeRaw`
    INSERT INTO tickets (id, reservation_id, schedule_id, account_id, seat_index, created_at)
    SELECT s."ticketId", p.id, ${scheduleId}::uuid, p."accountId", s.index, p.at + interval '1 second'
    FROM jsonb_to_recordset(${all}::jsonb) AS p (id uuid, "accountId" uuid, at timestamptz, seats jsonb),
      jsonb_to_recordset(p.seats) AS s (index int, "ticketId" uuid)`;
  await tx.$executeRaw`
    INSERT INTO sales_counters AS c (schedule_id, grade, sold_seats, revenue)
    SELECT ${scheduleId}::uuid, s.grade, count(*), sum(s.price)
    FROM jsonb_to_recordset(${all}::jsonb) AS p (seats jsonb),
      jsonb_to_recordset(p.seats) AS s (grade text, price bigint)
    GROUP BY s.grade ORDER BY s.grade
    ON CONFLICT ON CONSTRAINT sales_counters_pkey DO UPDATE SET
      sold_seats = c.sold_seats + excluded.sold_seats, revenue = c.revenue + excluded.revenue`;
}
