-- :people fans with a wallet of 1,000,000 won each, and the ledger row that says where it came from.
INSERT INTO accounts (id, email, name, role, email_verified_at)
SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'buyer-' || n || '@openrun.test', 'buyer', 'FAN', now()
FROM generate_series(1, :people) AS n;
INSERT INTO wallets (account_id, balance)
SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 1000000 FROM generate_series(1, :people) AS n;
INSERT INTO wallet_transactions (account_id, id, kind, amount, balance_after)
SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, uuidv7(), 'CHARGE', 1000000, 1000000 FROM generate_series(1, :people) AS n;
VACUUM ANALYZE accounts, wallets, wallet_transactions;
