import { Prisma, prisma, type Tx } from '@/server/platform/db';

export const salesConsumer = 'sales';

export type Counted = {
  eventId: string;
  reservationId: string;
  /** Paid; else cancelled after it was. */
  isSale: boolean;
};

/**
 * Of `price` won of an order of `total`, how much of its `fee`: what falls on it and the grades before it, less what falls
 * on those, so that the shares of an order make its fee to the won.
 */
const keptSql = Prisma.sql`
  coalesce(div(upto * fee, nullif(total, 0)) - div((upto - price) * fee, nullif(total, 0)), 0)`;

/**
 * Notes events as counted and counts those that were not, in one statement: a repeat, beside it or in another worker, adds
 * nothing. Everything in one order, so that two workers never wait for each other in a ring. What a reservation was worth
 * is read from its rows, which no later event changes.
 */
export async function addToCounters(counted: Counted[]): Promise<void> {
  await prisma.$executeRaw`
    WITH given AS MATERIALIZED (
      SELECT DISTINCT ON (event_id) * FROM unnest(
        ${counted.map(({ eventId }) => eventId)}::uuid[],
        ${counted.map(({ reservationId }) => reservationId)}::uuid[],
        ${counted.map(({ isSale }) => isSale)}::boolean[]
      ) AS g (event_id, reservation_id, is_sale) ORDER BY event_id
    ), noted AS (
      INSERT INTO consumed_events (consumer, event_id)
      SELECT ${salesConsumer}, event_id FROM given ORDER BY event_id
      ON CONFLICT DO NOTHING RETURNING event_id
    ), parts AS (
      SELECT g.is_sale, part.*, refund.fee FROM noted JOIN given g USING (event_id)
      CROSS JOIN LATERAL (
        SELECT schedule_id, grade, count(*) AS seats, sum(price) AS price,
          sum(sum(price)) OVER (ORDER BY grade) AS upto, sum(sum(price)) OVER () AS total
        FROM reservation_seats s WHERE s.reservation_id = g.reservation_id GROUP BY 1, 2
      ) part
      LEFT JOIN LATERAL (
        SELECT f.fee FROM payments p JOIN refunds f ON f.payment_id = p.id
        WHERE NOT g.is_sale AND p.reservation_id = g.reservation_id AND p.status = 'COMPLETED' OFFSET 0
      ) refund ON true
      WHERE g.is_sale OR refund.fee IS NOT NULL
    )
    INSERT INTO sales_counters AS c (schedule_id, grade, sold_seats, revenue, cancelled_seats, refunded, fees)
    SELECT schedule_id, grade,
      coalesce(sum(seats) FILTER (WHERE is_sale), 0), coalesce(sum(price) FILTER (WHERE is_sale), 0),
      coalesce(sum(seats) FILTER (WHERE NOT is_sale), 0),
      coalesce(sum(price - ${keptSql}) FILTER (WHERE NOT is_sale), 0),
      coalesce(sum(${keptSql}) FILTER (WHERE NOT is_sale), 0)
    FROM parts GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT ON CONSTRAINT sales_counters_pkey DO UPDATE SET
      sold_seats = c.sold_seats + excluded.sold_seats, revenue = c.revenue + excluded.revenue,
      cancelled_seats = c.cancelled_seats + excluded.cancelled_seats,
      refunded = c.refunded + excluded.refunded, fees = c.fees + excluded.fees`;
}

/** Nobody counts until this transaction ends. A counting statement waits before it has noted anything. */
export async function shutCountersTx(tx: Tx): Promise<void> {
  await tx.$executeRaw`LOCK TABLE sales_counters IN SHARE ROW EXCLUSIVE MODE`;
}

/**
 * Sets every counter to what the rows say, and notes the events that told of it as counted, in one statement: an event is
 * seen together with what it tells of, or neither is. For a transaction that has shut the counters. Returns how many
 * counters changed.
 */
export function countAnewTx(tx: Tx): Promise<number> {
  return tx.$executeRaw`
    WITH noted AS (
      INSERT INTO consumed_events (consumer, event_id)
      SELECT ${salesConsumer}, event_id FROM outbox
      WHERE type = 'reservation.reserved'
        OR (type = 'reservation.cancelled' AND payload -> 'paid' IS DISTINCT FROM 'false'::jsonb)
      ORDER BY event_id ON CONFLICT DO NOTHING
    ), parts AS (
      SELECT s.schedule_id, s.grade, count(*) AS seats, sum(s.price) AS price, f.fee,
        sum(sum(s.price)) OVER (PARTITION BY r.id ORDER BY s.grade) AS upto,
        sum(sum(s.price)) OVER (PARTITION BY r.id) AS total
      FROM reservations r
      JOIN reservation_seats s ON s.reservation_id = r.id
      LEFT JOIN payments p ON p.reservation_id = r.id AND p.status = 'COMPLETED'
      LEFT JOIN refunds f ON f.payment_id = p.id
      WHERE r.reserved_at IS NOT NULL
      GROUP BY r.id, s.schedule_id, s.grade, f.fee
    ), truth AS (
      SELECT schedule_id, grade, sum(seats) AS sold_seats, sum(price) AS revenue,
        coalesce(sum(seats) FILTER (WHERE fee IS NOT NULL), 0) AS cancelled_seats,
        coalesce(sum(price - ${keptSql}) FILTER (WHERE fee IS NOT NULL), 0) AS refunded,
        coalesce(sum(${keptSql}) FILTER (WHERE fee IS NOT NULL), 0) AS fees
      FROM parts GROUP BY 1, 2
    ), counters AS (
      -- one that was made up, as of a schedule that sold nothing, is 0
      SELECT schedule_id, grade, coalesce(t.sold_seats, 0) AS sold_seats, coalesce(t.revenue, 0) AS revenue,
        coalesce(t.cancelled_seats, 0) AS cancelled_seats, coalesce(t.refunded, 0) AS refunded,
        coalesce(t.fees, 0) AS fees
      FROM truth t FULL JOIN sales_counters USING (schedule_id, grade)
    )
    INSERT INTO sales_counters AS c (schedule_id, grade, sold_seats, revenue, cancelled_seats, refunded, fees)
    SELECT * FROM counters
    ON CONFLICT ON CONSTRAINT sales_counters_pkey DO UPDATE SET sold_seats = excluded.sold_seats,
      revenue = excluded.revenue, cancelled_seats = excluded.cancelled_seats,
      refunded = excluded.refunded, fees = excluded.fees
    WHERE (c.sold_seats, c.revenue, c.cancelled_seats, c.refunded, c.fees) IS DISTINCT FROM (excluded.sold_seats,
      excluded.revenue, excluded.cancelled_seats, excluded.refunded, excluded.fees)`;
}
