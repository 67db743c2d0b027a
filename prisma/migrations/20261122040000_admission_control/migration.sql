-- Whether the closed loop may let people in more slowly than the operator's rate while the site is slow.
ALTER TABLE schedules ADD COLUMN auto_rate boolean NOT NULL DEFAULT true;
