-- Rollback 067: Let source of events be NULL
-- Date: 2026-11-22
-- Command: new-migration drop-not-null events source

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse before anything is changed
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*) FROM events WHERE source IS NULL
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of events that have no source', _offending
      USING HINT = 'They came while it could be NULL. Fill them first. To see them: SELECT * FROM events WHERE source IS NULL';
  END IF;
END
$$;

ALTER TABLE events
  ADD CONSTRAINT source_is_known NOT NULL source;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '067_let_source_of_events_be_null';

COMMIT;
