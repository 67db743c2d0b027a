-- Indexes that no statement reads (docs/indexes.md), so that they only cost writes.
DROP INDEX concerts_published; -- the list sorts by an expression that is not the index's
DROP INDEX schedules_opens_at; -- schedules_closes_at finds what is not over, and that is the small part
DROP INDEX payments_reservation; -- payments_completed_unique answers every question by reservation
DROP INDEX email_verifications_account;
DROP INDEX identities_account;
