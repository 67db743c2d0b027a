-- What a sale does while the seats' Redis is away: pause, or sell by reservations alone, which Postgres locks.
ALTER TABLE schedules
  ADD COLUMN seats_away_mode text NOT NULL DEFAULT 'pause',
  ADD CONSTRAINT schedules_seats_away_mode_known CHECK (seats_away_mode IN ('pause', 'degraded'));
