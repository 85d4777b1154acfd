-- Migration 023: Rename data of events to payload for good
-- Date: 2026-11-22
-- Command: new-migration rename-column events data payload --key none --phase contract

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '023_drop_data_of_events') THEN
    RAISE EXCEPTION 'migration 023_drop_data_of_events is applied already';
  END IF;
END
$$;

-- To give it up half-way: leave it, it has changed nothing

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

DO $$
DECLARE
  _names text := (
    SELECT string_agg(DISTINCT pg_describe_object(classid, objid, 0), ', ')
    FROM pg_depend
    JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
    WHERE refclassid = 'pg_class'::regclass
      AND attrelid = 'events'::regclass
      AND attname = 'payload'
      AND deptype IN ('a', 'i')
  );
BEGIN
  IF _names IS NOT NULL THEN
    RAISE EXCEPTION '%: %', 'what is on payload of events alone', _names
      USING HINT = 'They would be dropped with this copy: make them on data, which takes its name, and drop them.';
  END IF;
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TRIGGER zz_sync_events_data_payload ON events;

DROP FUNCTION sync_events_data_payload();

ALTER TABLE events
  DROP COLUMN payload;

ALTER TABLE events
  RENAME COLUMN data TO payload;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('023_drop_data_of_events', CURRENT_TIMESTAMP);

COMMIT;
