-- The same rows by one bare statement: every reservation of schedule $1 cancelled and refunded to its wallet.
WITH cancelled AS (
  UPDATE reservations SET status = 'CANCELLED', cancelled_at = now(), cancelled_reason = 'schedule_cancelled'
  WHERE schedule_id = $1 RETURNING id, account_id
), freed AS (
  UPDATE reservation_seats s SET live = false FROM cancelled c WHERE s.reservation_id = c.id
  RETURNING s.reservation_id, s.seat_index
), voided AS (
  UPDATE tickets t SET status = 'VOID' FROM cancelled c WHERE t.reservation_id = c.id
), refund AS (
  INSERT INTO refunds (id, payment_id, amount, fee, status, completed_at)
  SELECT uuidv7(), p.id, p.amount, 0, 'COMPLETED', now() FROM payments p JOIN cancelled c ON c.id = p.reservation_id
  RETURNING payment_id, amount
), credited AS (
  UPDATE wallets w SET balance = w.balance + r.amount
  FROM refund r JOIN payments p ON p.id = r.payment_id WHERE w.account_id = p.account_id
  RETURNING w.account_id, w.balance, r.amount, p.reservation_id
), entry AS (
  INSERT INTO wallet_transactions (account_id, id, kind, amount, balance_after, reservation_id)
  SELECT account_id, uuidv7(), 'REFUND', amount, balance, reservation_id FROM credited
)
INSERT INTO outbox (type, key, payload)
SELECT 'reservation.cancelled', reservation_id, jsonb_build_object('seatIndexes', jsonb_agg(seat_index))
FROM freed GROUP BY reservation_id;
