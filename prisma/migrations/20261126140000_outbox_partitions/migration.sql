-- Each event belongs to one of eight partitions, by its schedule, or by its key where it has none: all that happens to
-- a seat, whoever reserves it, is in one partition and so in one order. The statements that insert stay as they are.
ALTER TABLE outbox ADD COLUMN partition smallint NOT NULL
  GENERATED ALWAYS AS ((hashtext(coalesce(payload ->> 'scheduleId', key)) & 7)::smallint) STORED;
CREATE INDEX outbox_unshipped ON outbox (partition, id) WHERE published_at IS NULL;
-- What an older worker reads by until it is stopped; without the index it finds the same rows, more slowly.
DROP INDEX outbox_unpublished;

-- Events that a consumer refused for good, for staff to read, send again or throw away. `body` is text: it may be
-- anything but JSON.
CREATE TABLE dead_letters (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  consumer text NOT NULL,
  body text NOT NULL,
  body_hash bytea NOT NULL,
  error text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT dead_letters_letter_unique UNIQUE (consumer, body_hash)
);
