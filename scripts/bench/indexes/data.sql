-- :rows rows in each table that grows, as a site would have after years: most sales are over, each of a
-- thousand shows has a thousandth of the reservations, a tenth of the people have bought. Ids are made from numbers.
SET session_replication_role = replica; -- no foreign key is checked while loading
CREATE FUNCTION pg_temp.nth(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT (kind || '0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;

-- One in a hundred chose a new password, over a month.
INSERT INTO accounts (id, email, name, sessions_from)
SELECT pg_temp.nth('a', n), 'fan' || n || '@openrun.test', 'fan ' || n,
  CASE WHEN n % 100 = 0 THEN now() - (:rows - n) * interval '30 days' / :rows END
FROM generate_series(1, :rows) n;

INSERT INTO venues (id, name_ko, name_en, address_ko, address_en)
VALUES (pg_temp.nth('b', 1), '홀', 'Hall', '서울', 'Seoul');
INSERT INTO layouts (id, venue_id, version, seat_count, document)
VALUES (pg_temp.nth('b', 2), pg_temp.nth('b', 1), 1, 480, '{}');

-- Titles of six syllables out of two thousand, each with its pieces of one and two.
INSERT INTO concerts (id, organiser_id, title_ko, title_en, artist_ko, artist_en, poster_seed, search_text,
  search_grams, published_at)
SELECT pg_temp.nth('c', n), pg_temp.nth('a', n % (:rows / 100) + 1), text, text, text, text, text, text,
  ARRAY(SELECT DISTINCT piece FROM generate_series(1, 6) i,
    LATERAL (VALUES (substr(text, i, 1)), (substr(text, i, 2))) AS pieces (piece)),
  CASE WHEN n % 20 > 0 THEN now() - (:rows - n) * interval '1 minute' END
FROM (SELECT n, (SELECT string_agg(chr((44032 + (n * 7919 + i * 104729 + n * i * 31 + n / 2000 * i) % 2000)::int), ''
  ORDER BY i) FROM generate_series(1, 6) i) AS text FROM generate_series(1, :rows::bigint) n) AS texts;

-- Nineteen of twenty sales are over.
INSERT INTO schedules (id, concert_id, layout_id, starts_at, opens_at, closes_at)
SELECT pg_temp.nth('d', n), pg_temp.nth('c', n), pg_temp.nth('b', 2), at + interval '15 days', at,
  at + interval '14 days'
FROM (SELECT n, now() + (n - 0.95 * :rows) * interval '10 minutes' AS at FROM generate_series(1, :rows) n) AS times;
INSERT INTO schedule_prices (schedule_id, grade, price)
SELECT pg_temp.nth('d', :rows - n), 'VIP', 100000 FROM generate_series(0, 999) n;

INSERT INTO reservations (id, schedule_id, account_id, hold_id, pass_id, status, total, expires_at)
SELECT pg_temp.nth('e', n), pg_temp.nth('d', :rows - n % 1000), pg_temp.nth('a', (n / 1000 * 97 + n % 1000 * 13) % (:rows / 10) + 1),
  pg_temp.nth('9', n), pg_temp.nth('8', n),
  CASE WHEN n > :rows - 2000 THEN 'RESERVING' WHEN n % 30 = 0 THEN 'CANCELLED' ELSE 'RESERVED' END,
  100000, now() + (n - :rows + 1000) * interval '1 second'
FROM generate_series(1, :rows::bigint) n;

INSERT INTO reservation_seats (reservation_id, schedule_id, account_id, seat_index, slot, grade, price, live)
SELECT id, schedule_id, account_id, n / 1000, 1, 'VIP', 100000, status <> 'CANCELLED'
FROM (SELECT r.*, row_number() OVER (ORDER BY id) AS n FROM reservations r) AS numbered;

INSERT INTO wallets (account_id, balance)
SELECT pg_temp.nth('a', n), 1000000 FROM generate_series(1, :rows / 10) n;
INSERT INTO wallet_transactions (account_id, id, kind, amount, balance_after, reservation_id)
SELECT account_id, id, 'PAYMENT', -total, 1000000, id FROM reservations;

INSERT INTO payments (id, reservation_id, account_id, method, status, amount, completed_at)
SELECT id, id, account_id, 'wallet', 'COMPLETED', total, now() FROM reservations WHERE status <> 'RESERVING';
INSERT INTO tickets (id, reservation_id, schedule_id, account_id, seat_index, status)
SELECT s.reservation_id, s.reservation_id, s.schedule_id, s.account_id, s.seat_index,
  CASE WHEN s.live THEN 'VALID' ELSE 'VOID' END
FROM reservation_seats s JOIN reservations r ON r.id = s.reservation_id WHERE r.status <> 'RESERVING';

INSERT INTO outbox (type, key, payload, published_at)
SELECT 'reservation.created', n::text, '{}', CASE WHEN n <= :rows - 200 THEN now() END
FROM generate_series(1, :rows) n;
-- The whole crowd of one sale.
INSERT INTO line_events (schedule_id, stream_id, kind, account_id, place, facts, happened_at)
SELECT pg_temp.nth('d', :rows), n || '-0', 'joined', pg_temp.nth('a', n), NULL,
  jsonb_build_object('ticket', n::text), now() FROM generate_series(1, :rows) n;
INSERT INTO audit_log (actor_id, action, subject, facts)
SELECT pg_temp.nth('a', 1), 'schedule.steered', 'schedule:' || pg_temp.nth('d', n % (:rows / 10)),
  '{"reason": "", "changed": {}}' FROM generate_series(1, :rows) n;
-- A day's answers, and the minute before it that is to go.
INSERT INTO idempotency_keys (scope, request_hash, status, body, created_at)
SELECT md5(n::text), 'hash', 201, '{}', now() - (:rows - n) * interval '1441 minutes' / :rows
FROM generate_series(1, :rows) n;
RESET session_replication_role;
