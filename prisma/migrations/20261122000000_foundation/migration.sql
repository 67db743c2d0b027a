-- The whole first schema. Constraints are named: stores turn a violation into a Refusal by its name.

CREATE TABLE accounts (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  name text NOT NULL,
  password_hash text,
  role text NOT NULL DEFAULT 'FAN',
  locale text NOT NULL DEFAULT 'ko',
  email_verified_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT accounts_role_known CHECK (role IN ('FAN', 'ORGANISER', 'ADMIN')),
  CONSTRAINT accounts_locale_known CHECK (locale IN ('ko', 'en'))
);
CREATE UNIQUE INDEX accounts_email_unique ON accounts (lower(email));

-- A social sign-in that leads to an account.
CREATE TABLE identities (
  provider text NOT NULL,
  subject text NOT NULL,
  account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT identities_pkey PRIMARY KEY (provider, subject)
);
CREATE INDEX identities_account ON identities (account_id);

-- One-time links sent by e-mail; only the hash of the token is kept.
CREATE TABLE email_verifications (
  token_hash text PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3)
);
CREATE INDEX email_verifications_account ON email_verifications (account_id);

CREATE TABLE venues (
  id uuid PRIMARY KEY,
  name_ko text NOT NULL,
  name_en text NOT NULL,
  address_ko text NOT NULL,
  address_en text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

-- Immutable: a change of a hall is a new version.
CREATE TABLE layouts (
  id uuid PRIMARY KEY,
  venue_id uuid NOT NULL REFERENCES venues (id),
  version integer NOT NULL,
  seat_count integer NOT NULL,
  document jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT layouts_version_unique UNIQUE (venue_id, version),
  CONSTRAINT layouts_seat_count_range CHECK (seat_count BETWEEN 1 AND 100000)
);

CREATE TABLE concerts (
  id uuid PRIMARY KEY,
  organiser_id uuid NOT NULL REFERENCES accounts (id),
  title_ko text NOT NULL,
  title_en text NOT NULL,
  artist_ko text NOT NULL,
  artist_en text NOT NULL,
  description_ko text NOT NULL DEFAULT '',
  description_en text NOT NULL DEFAULT '',
  poster_seed text NOT NULL,
  age_limit integer NOT NULL DEFAULT 0,
  running_minutes integer NOT NULL DEFAULT 120,
  -- Lower-cased titles and artists, and every one- and two-character piece of them: a search is an index
  -- lookup on the pieces, rechecked against the text (trigrams recheck every row for two syllables).
  search_text text NOT NULL,
  search_grams text[] NOT NULL,
  published_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX concerts_search_grams ON concerts USING gin (search_grams);
CREATE INDEX concerts_organiser ON concerts (organiser_id);
CREATE INDEX concerts_published ON concerts (published_at DESC, id) WHERE published_at IS NOT NULL;

CREATE TABLE schedules (
  id uuid PRIMARY KEY,
  concert_id uuid NOT NULL REFERENCES concerts (id),
  layout_id uuid NOT NULL REFERENCES layouts (id),
  starts_at timestamptz(3) NOT NULL,
  opens_at timestamptz(3) NOT NULL,
  closes_at timestamptz(3) NOT NULL,
  lobby_minutes integer NOT NULL DEFAULT 30,
  admissions_per_minute integer NOT NULL DEFAULT 1700,
  capacity integer NOT NULL DEFAULT 2000,
  paused boolean NOT NULL DEFAULT false,
  seats_per_person_max integer NOT NULL DEFAULT 4,
  hold_seconds integer NOT NULL DEFAULT 300,
  pass_seconds integer NOT NULL DEFAULT 600,
  reservation_seconds integer NOT NULL DEFAULT 300,
  requires_verified_email boolean NOT NULL DEFAULT false,
  blocked_seats integer[] NOT NULL DEFAULT '{}',
  cancelled_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT schedules_times_ordered CHECK (opens_at < closes_at AND closes_at <= starts_at),
  CONSTRAINT schedules_rate_range CHECK (admissions_per_minute BETWEEN 1 AND 1000000),
  CONSTRAINT schedules_capacity_range CHECK (capacity BETWEEN 1 AND 1000000),
  CONSTRAINT schedules_seats_per_person_range CHECK (seats_per_person_max BETWEEN 1 AND 8),
  CONSTRAINT schedules_lobby_range CHECK (lobby_minutes BETWEEN 0 AND 1440)
);
CREATE INDEX schedules_concert ON schedules (concert_id, starts_at);
CREATE INDEX schedules_opens_at ON schedules (opens_at);
CREATE INDEX schedules_closes_at ON schedules (closes_at);

CREATE TABLE schedule_prices (
  schedule_id uuid NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
  grade text NOT NULL,
  price bigint NOT NULL,
  CONSTRAINT schedule_prices_pkey PRIMARY KEY (schedule_id, grade),
  CONSTRAINT schedule_prices_grade_known CHECK (grade IN ('VIP', 'R', 'S', 'A')),
  CONSTRAINT schedule_prices_price_range CHECK (price BETWEEN 0 AND 100000000)
);

CREATE TABLE reservations (
  id uuid PRIMARY KEY,
  schedule_id uuid NOT NULL REFERENCES schedules (id),
  account_id uuid NOT NULL REFERENCES accounts (id),
  hold_id uuid NOT NULL,
  pass_id uuid NOT NULL,
  status text NOT NULL DEFAULT 'RESERVING',
  total bigint NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  cancelled_reason text,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  reserved_at timestamptz(3),
  cancelled_at timestamptz(3),
  CONSTRAINT reservations_status_known CHECK (status IN ('RESERVING', 'RESERVED', 'CANCELLED')),
  CONSTRAINT reservations_total_range CHECK (total >= 0),
  CONSTRAINT reservations_hold_unique UNIQUE (hold_id)
);
CREATE UNIQUE INDEX reservations_live_pass_unique ON reservations (pass_id) WHERE status <> 'CANCELLED';
CREATE INDEX reservations_account ON reservations (account_id, id DESC);
CREATE INDEX reservations_schedule ON reservations (schedule_id, id DESC);
CREATE INDEX reservations_expiring ON reservations (expires_at) WHERE status = 'RESERVING';

-- One row a seat. `live` follows the reservation: false once it is CANCELLED.
CREATE TABLE reservation_seats (
  reservation_id uuid NOT NULL REFERENCES reservations (id),
  schedule_id uuid NOT NULL,
  account_id uuid NOT NULL,
  seat_index integer NOT NULL,
  slot smallint NOT NULL,
  grade text NOT NULL,
  price bigint NOT NULL,
  live boolean NOT NULL DEFAULT true,
  CONSTRAINT reservation_seats_pkey PRIMARY KEY (reservation_id, seat_index),
  CONSTRAINT reservation_seats_slot_range CHECK (slot BETWEEN 1 AND 8),
  CONSTRAINT reservation_seats_price_range CHECK (price >= 0)
);
-- A seat is sold once.
CREATE UNIQUE INDEX reservation_seats_live_seat_unique ON reservation_seats (schedule_id, seat_index) WHERE live;
-- A person has at most seatsPerPersonMax seats of a schedule: each takes one of the slots 1..max.
CREATE UNIQUE INDEX reservation_seats_live_slot_unique ON reservation_seats (schedule_id, account_id, slot) WHERE live;

CREATE TABLE wallets (
  account_id uuid PRIMARY KEY REFERENCES accounts (id),
  balance bigint NOT NULL DEFAULT 0,
  CONSTRAINT wallets_balance_range CHECK (balance BETWEEN 0 AND 1000000000000)
);

-- The ledger: an account's rows number 1, 2, 3, … and each starts from the balance that the last one left.
CREATE TABLE wallet_transactions (
  account_id uuid NOT NULL REFERENCES wallets (account_id),
  id uuid NOT NULL,
  kind text NOT NULL,
  amount bigint NOT NULL,
  balance_after bigint NOT NULL,
  reservation_id uuid REFERENCES reservations (id),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT wallet_transactions_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT wallet_transactions_kind_known CHECK (kind IN ('CHARGE', 'PAYMENT', 'REFUND')),
  CONSTRAINT wallet_transactions_sign CHECK ((kind = 'PAYMENT') = (amount < 0) OR amount = 0),
  CONSTRAINT wallet_transactions_balance_range CHECK (balance_after >= 0)
);

CREATE TABLE payments (
  id uuid PRIMARY KEY,
  reservation_id uuid NOT NULL REFERENCES reservations (id),
  account_id uuid NOT NULL REFERENCES accounts (id),
  method text NOT NULL,
  status text NOT NULL,
  amount bigint NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  completed_at timestamptz(3),
  CONSTRAINT payments_method_known CHECK (method IN ('wallet', 'card')),
  CONSTRAINT payments_status_known CHECK (status IN ('PENDING', 'COMPLETED', 'FAILED')),
  CONSTRAINT payments_amount_range CHECK (amount >= 0)
);
CREATE UNIQUE INDEX payments_completed_unique ON payments (reservation_id) WHERE status = 'COMPLETED';
CREATE INDEX payments_reservation ON payments (reservation_id);

CREATE TABLE refunds (
  id uuid PRIMARY KEY,
  payment_id uuid NOT NULL REFERENCES payments (id),
  amount bigint NOT NULL,
  fee bigint NOT NULL,
  status text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  completed_at timestamptz(3),
  CONSTRAINT refunds_payment_unique UNIQUE (payment_id),
  CONSTRAINT refunds_status_known CHECK (status IN ('REQUESTED', 'COMPLETED')),
  CONSTRAINT refunds_amount_range CHECK (amount >= 0 AND fee >= 0)
);

CREATE TABLE tickets (
  id uuid PRIMARY KEY,
  reservation_id uuid NOT NULL,
  schedule_id uuid NOT NULL REFERENCES schedules (id),
  account_id uuid NOT NULL REFERENCES accounts (id),
  seat_index integer NOT NULL,
  status text NOT NULL DEFAULT 'VALID',
  admitted_at timestamptz(3),
  admitted_gate text,
  admitted_by uuid REFERENCES accounts (id),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT tickets_status_known CHECK (status IN ('VALID', 'VOID')),
  CONSTRAINT tickets_seat_fkey FOREIGN KEY (reservation_id, seat_index)
    REFERENCES reservation_seats (reservation_id, seat_index),
  CONSTRAINT tickets_seat_unique UNIQUE (reservation_id, seat_index)
);
CREATE INDEX tickets_account ON tickets (account_id, id DESC);
CREATE INDEX tickets_schedule ON tickets (schedule_id);

-- scope = account, method, route and key; the row is written with the effect, in the same statement.
CREATE TABLE idempotency_keys (
  scope text PRIMARY KEY,
  request_hash text NOT NULL,
  status smallint NOT NULL,
  body jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);

CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id uuid NOT NULL DEFAULT gen_random_uuid(),
  type text NOT NULL,
  key text NOT NULL,
  payload jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  published_at timestamptz(3)
);
CREATE INDEX outbox_unpublished ON outbox (id) WHERE published_at IS NULL;

-- Which consumer has seen which event: a second delivery does nothing.
CREATE TABLE consumed_events (
  consumer text NOT NULL,
  event_id uuid NOT NULL,
  consumed_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT consumed_events_pkey PRIMARY KEY (consumer, event_id)
);

-- What happened in a line, drained from its Redis stream; the audit replays it.
CREATE TABLE line_events (
  schedule_id uuid NOT NULL,
  stream_id text NOT NULL,
  account_id uuid,
  kind text NOT NULL,
  place bigint,
  facts jsonb NOT NULL DEFAULT '{}',
  happened_at timestamptz(3) NOT NULL,
  CONSTRAINT line_events_pkey PRIMARY KEY (schedule_id, stream_id)
);

-- What staff did, and why.
CREATE TABLE audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  actor_id uuid REFERENCES accounts (id),
  action text NOT NULL,
  subject text NOT NULL,
  facts jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX audit_log_subject ON audit_log (subject, id DESC);
