-- Rollback 022: Copy data to payload of events
-- Date: 2026-11-22
-- Command: new-migration rename-column events data payload --key none

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '022_copy_data_to_payload_of_events') THEN
    RAISE EXCEPTION 'migration 022_copy_data_to_payload_of_events is not applied';
  END IF;
END
$$;

-- Data lost: what payload of events had before, which data has too
SET lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM events
    WHERE ROW(payload)::record *<> ROW(data)::record
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of events that differ in data and payload', _offending
      USING HINT = 'See them with SELECT * FROM events WHERE ROW(payload)::record *<> ROW(data)::record;';
  END IF;
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

-- All of its values are in data: a new column is empty at once, where an UPDATE would take long
ALTER TABLE events
  DROP COLUMN payload,
  ADD COLUMN payload json NULL;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '022_copy_data_to_payload_of_events';

COMMIT;
