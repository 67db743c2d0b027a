\set i :i + 1
\set person :client_id * :people / 32 + :i
\set seat :client_id * 1000000 + :i
WITH made AS (
  INSERT INTO reservations (id, schedule_id, account_id, hold_id, pass_id, total, expires_at)
  SELECT uuidv7(), s.id, ('00000000-0000-7000-8000-' || lpad(to_hex(:person::int), 12, '0'))::uuid, uuidv7(), uuidv7(), p.price,
    now() + make_interval(secs => reservation_seconds)
  FROM schedules s JOIN schedule_prices p ON p.schedule_id = s.id AND p.grade = 'S'
  WHERE s.id = :schedule::uuid AND cancelled_at IS NULL AND now() < closes_at
  RETURNING id, schedule_id, account_id, pass_id, total
), seated AS (
  INSERT INTO reservation_seats (reservation_id, schedule_id, account_id, seat_index, slot, grade, price)
  SELECT id, schedule_id, account_id, :seat::int, 1, 'S', total FROM made
)
INSERT INTO idempotency_keys (scope, request_hash, status, body)
SELECT 'r' || id, md5(id::text), 201, jsonb_build_object('id', id, 'scheduleId', schedule_id, 'status', 'RESERVING',
  'seats', jsonb_build_array(jsonb_build_object('seatId', :seat::int, 'grade', 'S', 'price', total)), 'total', total,
  'reservedAt', NULL, 'cancelledAt', NULL, 'cancelledReason', NULL) FROM made
RETURNING body ->> 'id' AS reservation \gset
WITH target AS (
  SELECT id, schedule_id, account_id, pass_id, total FROM reservations
  WHERE id = :reservation::uuid AND status = 'RESERVING' AND expires_at > now() FOR NO KEY UPDATE
), debit AS (
  UPDATE wallets w SET balance = balance - t.total FROM target t
  WHERE w.account_id = t.account_id AND w.balance >= t.total
  RETURNING t.*, w.balance
), entry AS (
  INSERT INTO wallet_transactions (account_id, id, kind, amount, balance_after, reservation_id)
  SELECT account_id, uuidv7(), 'PAYMENT', -total, balance, id FROM debit
), reserved AS (
  UPDATE reservations r SET status = 'RESERVED', reserved_at = now() FROM debit WHERE r.id = debit.id
), paid AS (
  INSERT INTO payments (id, reservation_id, account_id, method, status, amount, completed_at)
  SELECT uuidv7(), id, account_id, 'wallet', 'COMPLETED', total, now() FROM debit
  RETURNING id, reservation_id, amount
), ticketed AS (
  INSERT INTO tickets (id, reservation_id, schedule_id, account_id, seat_index)
  SELECT uuidv7(), s.reservation_id, s.schedule_id, s.account_id, s.seat_index
  FROM debit JOIN reservation_seats s ON s.reservation_id = debit.id RETURNING id
), event AS (
  INSERT INTO outbox (type, key, payload)
  SELECT 'reservation.reserved', id::text, jsonb_build_object('reservationId', id, 'scheduleId', schedule_id,
    'accountId', account_id, 'passId', pass_id, 'seatIndexes', array[:seat::int]) FROM debit
)
INSERT INTO idempotency_keys (scope, request_hash, status, body)
SELECT 'p' || id, md5(id::text), 201, jsonb_build_object('id', id, 'reservationId', reservation_id, 'method', 'wallet',
  'status', 'COMPLETED', 'amount', amount, 'ticketIds', (SELECT jsonb_agg(id) FROM ticketed)) FROM paid;
