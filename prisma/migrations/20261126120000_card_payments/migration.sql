-- Payments by card: what the gateway knows them by, when to look at them again, and the two states between. A program
-- from before this goes on paying from wallets: it reads and writes none of it.
ALTER TABLE payments
  ADD COLUMN provider text,
  ADD COLUMN order_id text,
  ADD COLUMN order_name text,
  ADD COLUMN checkout_url text,
  ADD COLUMN payment_key text,
  ADD COLUMN failure_code text,
  ADD COLUMN approved_at timestamptz(3),
  -- When the gateway was first asked to confirm, and until when the reservation would have lived without that.
  ADD COLUMN confirming_at timestamptz(3),
  ADD COLUMN reserved_until timestamptz(3),
  -- When a worker asks the gateway what became of it; null once nothing can come any more.
  ADD COLUMN look_at timestamptz(3),
  ADD COLUMN looks integer NOT NULL DEFAULT 0,
  DROP CONSTRAINT payments_status_known,
  ADD CONSTRAINT payments_status_known
    CHECK (status IN ('PENDING', 'CONFIRMING', 'COMPLETED', 'FAILED', 'RETURNED')),
  ADD CONSTRAINT payments_confirming_known
    CHECK (status <> 'CONFIRMING' OR (payment_key IS NOT NULL AND confirming_at IS NOT NULL AND look_at IS NOT NULL));

CREATE UNIQUE INDEX payments_order_unique ON payments (order_id) WHERE order_id IS NOT NULL;
-- What was approved under one key is one payment. A failed one gives its key free.
CREATE UNIQUE INDEX payments_key_unique ON payments (payment_key) WHERE payment_key IS NOT NULL AND status <> 'FAILED';
-- A reservation's money is asked for once at a time.
CREATE UNIQUE INDEX payments_confirming_unique ON payments (reservation_id) WHERE status = 'CONFIRMING';
CREATE INDEX payments_look ON payments (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX payments_pending ON payments (created_at) WHERE status = 'PENDING';

ALTER TABLE refunds
  -- When a worker asks the gateway (again) for a REQUESTED one, how often it did, and how often the answer was no.
  ADD COLUMN try_at timestamptz(3) NOT NULL DEFAULT now(),
  ADD COLUMN tries integer NOT NULL DEFAULT 0,
  ADD COLUMN refusals integer NOT NULL DEFAULT 0,
  ADD COLUMN refused_code text;
CREATE INDEX refunds_requested ON refunds (try_at) WHERE status = 'REQUESTED';
