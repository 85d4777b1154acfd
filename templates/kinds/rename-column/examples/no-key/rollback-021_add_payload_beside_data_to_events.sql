-- Rollback 021: Add payload beside data to events
-- Date: 2026-11-22
-- Command: new-migration rename-column events data payload --key none

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM events
    WHERE payload IS NOT NULL
      AND ROW(payload)::record *<> ROW(data)::record
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of events with a value in payload that data has not', _offending
      USING HINT = 'See them with SELECT * FROM events WHERE payload IS NOT NULL AND ROW(payload)::record *<> ROW(data)::record;';
  END IF;
END
$$;

DROP TRIGGER zz_sync_events_data_payload ON events;

DROP FUNCTION sync_events_data_payload();

ALTER TABLE events
  DROP COLUMN payload;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '021_add_payload_beside_data_to_events';

COMMIT;
