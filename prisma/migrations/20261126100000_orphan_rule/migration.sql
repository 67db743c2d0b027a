-- Whether a reservation may leave a single free seat alone in its row: never, only where it could not be helped, or at will.
ALTER TABLE schedules
  ADD COLUMN orphan_rule text NOT NULL DEFAULT 'off',
  ADD CONSTRAINT schedules_orphan_rule_known CHECK (orphan_rule IN ('strict', 'lenient', 'off'));
