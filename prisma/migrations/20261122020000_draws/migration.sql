-- The draw of a lobby outlives its line in Redis: what was promised, the list, and how it came out. The seed is
-- secret until drawn_at.
CREATE TABLE draws (
  schedule_id uuid PRIMARY KEY,
  seed text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  -- The closed list, with the promise that was signed with it.
  promise jsonb,
  size int,
  root text,
  root_at timestamptz(3),
  root_signature text,
  root_key_id text,
  -- How it came out.
  key text,
  trust text,
  beacon_signature text,
  drawn_at timestamptz(3),
  archived_at timestamptz(3),
  CONSTRAINT draws_list_whole CHECK (
    num_nulls(promise, size, root, root_at, root_signature, root_key_id) IN (0, 6)
  ),
  CONSTRAINT draws_result_whole CHECK (num_nulls(key, trust, drawn_at) IN (0, 3)),
  CONSTRAINT draws_listed_first CHECK (drawn_at IS NULL OR root IS NOT NULL),
  CONSTRAINT draws_trust CHECK (trust IN ('beacon', 'operator')),
  CONSTRAINT draws_trust_needs_beacon CHECK ((trust = 'beacon') = (beacon_signature IS NOT NULL))
);

-- 4,096 tickets a row: 32 bytes of leaf and 4 of number for each, in the order of tickets.
CREATE TABLE draw_entrants (
  schedule_id uuid NOT NULL REFERENCES draws (schedule_id) ON DELETE CASCADE,
  chunk int NOT NULL,
  leaves bytea NOT NULL,
  numbers bytea NOT NULL,
  PRIMARY KEY (schedule_id, chunk)
);
