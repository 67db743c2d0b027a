-- Who somebody is by a provider's word: one row an account, and never the identifier itself, only its keyed hash.
CREATE TABLE verified_identities (
  account_id uuid NOT NULL,
  provider text NOT NULL,
  ci_hash text NOT NULL,
  verified_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT verified_identities_pkey PRIMARY KEY (account_id),
  CONSTRAINT verified_identities_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
  CONSTRAINT verified_identities_ci_hash_length CHECK (length(ci_hash) = 43)
);

-- A check that was begun: its result counts once, for the account that began it.
CREATE TABLE identity_checks (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  CONSTRAINT identity_checks_pkey PRIMARY KEY (id),
  CONSTRAINT identity_checks_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);
CREATE INDEX identity_checks_account ON identity_checks (account_id);

-- Whether only people whose identity is verified may join the line, each once however many accounts.
ALTER TABLE schedules ADD COLUMN requires_identity boolean NOT NULL DEFAULT false;
