-- The last leaves of a published list, 32 bytes each, until the whole list is archived: Redis may lose them with the places,
-- and not everybody brings a lost place back before the list is published again.
ALTER TABLE draws ADD COLUMN tail bytea;
