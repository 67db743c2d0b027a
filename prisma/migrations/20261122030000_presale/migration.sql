-- The presale lane: which part of the line's rate it may use, and the codes that open it. A code is kept as its SHA-256:
-- it is 60 random bits, so nothing slower is needed.
ALTER TABLE schedules ADD COLUMN presale_share double precision NOT NULL DEFAULT 0;
ALTER TABLE schedules ADD CONSTRAINT schedules_presale_share_range CHECK (presale_share BETWEEN 0 AND 1);

CREATE TABLE presale_codes (
  schedule_id uuid NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
  code_hash text NOT NULL,
  uses_max integer NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT presale_codes_pkey PRIMARY KEY (schedule_id, code_hash),
  CONSTRAINT presale_codes_uses_range CHECK (uses_max BETWEEN 1 AND 1000000)
);
