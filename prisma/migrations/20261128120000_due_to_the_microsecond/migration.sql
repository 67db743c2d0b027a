-- Rounded to milliseconds, what is due now was due up to half a millisecond later: a look at once found nothing.
ALTER TABLE payments ALTER COLUMN look_at TYPE timestamptz(6);
ALTER TABLE refunds ALTER COLUMN try_at TYPE timestamptz(6);
ALTER TABLE reservation_mails ALTER COLUMN try_at TYPE timestamptz(6);
