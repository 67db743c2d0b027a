-- When somebody joined, for their receipt: one look-up among a million joins of a schedule.
CREATE INDEX line_events_joined ON line_events (schedule_id, account_id) WHERE kind = 'joined';
