-- Rollback 021: Set phone of people aside
-- Date: 2026-11-22
-- Command: new-migration drop-column people phone

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse before anything is changed
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*) FROM people WHERE _dropped_021_phone IS NULL
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of people that have no _dropped_021_phone', _offending
      USING HINT = 'They came while it could be NULL. Fill them first. To see them: SELECT * FROM people WHERE _dropped_021_phone IS NULL';
  END IF;
END
$$;

ALTER TABLE people
  RENAME COLUMN _dropped_021_phone TO phone;

ALTER TABLE people
  ADD CONSTRAINT phone_is_known NOT NULL phone;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '021_set_aside_phone_of_people';

COMMIT;
