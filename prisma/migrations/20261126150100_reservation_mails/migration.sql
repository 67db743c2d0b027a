-- Mails to fans that wait to be sent, one an event: what was paid, and what was cancelled with its refund. Sent ones are
-- deleted; `consumed_events` remembers that they were. Here and not on the bus, a dead mail server holds up nothing.
CREATE TABLE reservation_mails (
  event_id uuid NOT NULL,
  reservation_id uuid NOT NULL,
  kind text NOT NULL,
  try_at timestamptz(3) NOT NULL DEFAULT now(),
  tries integer NOT NULL DEFAULT 0,
  CONSTRAINT reservation_mails_pkey PRIMARY KEY (event_id),
  CONSTRAINT reservation_mails_kind CHECK (kind IN ('paid', 'refunded'))
);
CREATE INDEX reservation_mails_due ON reservation_mails (try_at);
