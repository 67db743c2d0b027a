-- What a schedule sold, by grade, counted by the consumer `sales` from events: each event once, noted in consumed_events
-- by the same statement (server/sales/sales.store.ts, which also counts all of it anew).
CREATE TABLE sales_counters (
  schedule_id uuid NOT NULL,
  grade text NOT NULL,
  sold_seats integer NOT NULL DEFAULT 0,
  revenue bigint NOT NULL DEFAULT 0,
  cancelled_seats integer NOT NULL DEFAULT 0,
  refunded bigint NOT NULL DEFAULT 0,
  fees bigint NOT NULL DEFAULT 0,
  CONSTRAINT sales_counters_pkey PRIMARY KEY (schedule_id, grade),
  CONSTRAINT sales_counters_schedule_id_fkey FOREIGN KEY (schedule_id) REFERENCES schedules (id) ON DELETE CASCADE
);

-- What was sold until now, and its events as counted. Programs that run meanwhile have no such consumer.
WITH counted AS (
  INSERT INTO consumed_events (consumer, event_id)
  SELECT 'sales', event_id FROM outbox WHERE type IN ('reservation.reserved', 'reservation.cancelled')
), orders AS (
  SELECT s.schedule_id, s.grade, count(*) AS seats, sum(s.price) AS price, f.fee,
    sum(sum(s.price)) OVER (PARTITION BY r.id ORDER BY s.grade) AS upto,
    sum(sum(s.price)) OVER (PARTITION BY r.id) AS total
  FROM reservations r
  JOIN reservation_seats s ON s.reservation_id = r.id
  LEFT JOIN payments p ON p.reservation_id = r.id AND p.status = 'COMPLETED'
  LEFT JOIN refunds f ON f.payment_id = p.id
  WHERE r.reserved_at IS NOT NULL
  GROUP BY r.id, s.schedule_id, s.grade, f.fee
), shares AS (
  SELECT orders.*, coalesce(div(upto * fee, nullif(total, 0)) - div((upto - price) * fee, nullif(total, 0)), 0) AS kept
  FROM orders
)
INSERT INTO sales_counters (schedule_id, grade, sold_seats, revenue, cancelled_seats, refunded, fees)
SELECT schedule_id, grade, sum(seats), sum(price), coalesce(sum(seats) FILTER (WHERE fee IS NOT NULL), 0),
  coalesce(sum(price - kept) FILTER (WHERE fee IS NOT NULL), 0), coalesce(sum(kept) FILTER (WHERE fee IS NOT NULL), 0)
FROM shares GROUP BY 1, 2;
