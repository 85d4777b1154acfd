-- Rollback 067: Set source of events aside
-- Date: 2026-11-22
-- Command: new-migration drop-column events source

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse before anything is changed
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*) FROM events WHERE _dropped_067_source IS NULL
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of events that have no _dropped_067_source', _offending
      USING HINT = 'They came while it could be NULL. Fill them first. To see them: SELECT * FROM events WHERE _dropped_067_source IS NULL';
  END IF;
END
$$;

ALTER TABLE events
  RENAME COLUMN _dropped_067_source TO source;

ALTER TABLE events
  ADD CONSTRAINT source_is_known NOT NULL source;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '067_set_aside_source_of_events';

COMMIT;
