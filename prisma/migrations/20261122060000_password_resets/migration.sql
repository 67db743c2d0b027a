-- The newest link of an account that forgot its password; only the hash of its token is kept. Using it deletes it.
CREATE TABLE password_resets (
  account_id uuid PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  token_hash text NOT NULL,
  expires_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX password_resets_token_unique ON password_resets (token_hash);

-- Sessions that began before this are over.
ALTER TABLE accounts ADD COLUMN sessions_from timestamptz(3);
CREATE INDEX accounts_sessions_from ON accounts (sessions_from) WHERE sessions_from IS NOT NULL;
