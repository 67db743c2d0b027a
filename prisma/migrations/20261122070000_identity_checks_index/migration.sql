-- No statement asks by it (docs/indexes.md): a check is found by its own id.
DROP INDEX identity_checks_account;
