-- Rollback 023: Rename data of events to payload for good
-- Date: 2026-11-22
-- Command: new-migration rename-column events data payload --key none --phase contract

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '023_drop_data_of_events') THEN
    RAISE EXCEPTION 'migration 023_drop_data_of_events is not applied';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Refuse to undo what was broken off before it changed a column
DO $$
BEGIN
  IF to_regprocedure('sync_events_data_payload()') IS NOT NULL THEN
    RAISE EXCEPTION 'migration % has changed no column yet', '023_drop_data_of_events'
      USING HINT = 'Apply it again, or give it up as its forward script says.';
  END IF;
END
$$;

-- While rows are copied, payload stays the column that the application knows
DO $migration$
BEGIN
  IF to_regprocedure('_sync_023_events()') IS NULL THEN
    ALTER TABLE events
      ADD COLUMN data json NULL;

    CREATE FUNCTION _sync_023_events()
      RETURNS trigger
      LANGUAGE plpgsql
    AS $$
    BEGIN
      -- In an INSERT, OLD is NULL: data is taken if it is given
      IF ROW(NEW.data)::record *<> ROW(OLD.data)::record THEN
        NEW.payload := NEW.data;
      ELSE
        NEW.data := NEW.payload;
      END IF;
      RETURN NEW;
    END
    $$;

    -- Triggers fire in the order of their names: this one after those that change what is written
    CREATE TRIGGER zz__sync_023_events
      BEFORE INSERT OR UPDATE ON events
      FOR EACH ROW
      EXECUTE FUNCTION _sync_023_events();
  END IF;
END
$migration$;

DO $$
#variable_conflict use_column
<<_backfill>>
DECLARE
  page bigint;
  pages bigint;
  pass int := 0;
  touched bigint;
  unchanged bigint;
  in_pass bigint;
BEGIN
  LOOP
    pass := _backfill.pass + 1;
    page := 0;
    in_pass := 0;
    -- A partitioned table has no pages of its own: the longest partition says how far to go
    SELECT max(pg_relation_size(relation)) / current_setting('block_size')::bigint INTO pages
    FROM (
      SELECT 'events'::regclass
      UNION ALL
      SELECT relid FROM pg_partition_tree('events')
      UNION ALL
      SELECT inhrelid FROM pg_inherits WHERE inhparent = 'events'::regclass
    ) AS _relations (relation);
    WHILE _backfill.page <= _backfill.pages LOOP
      WITH _changed AS (
        UPDATE events
        SET data = payload
        WHERE ctid >= format('(%s,0)', _backfill.page)::tid
          AND ctid < format('(%s,0)', _backfill.page + 100)::tid
          AND (ROW(payload)::record *<> ROW(data)::record)
        RETURNING (ROW(payload)::record *<> ROW(data)::record) AS _still
      )
      SELECT count(*), count(*) FILTER (WHERE _still) INTO touched, unchanged
      FROM _changed;
      IF _backfill.unchanged > 0 THEN
        RAISE EXCEPTION 'the condition still holds for rows that are done'
          USING HINT = 'Without a key it must no longer hold for a row that is done.';
      END IF;
      in_pass := _backfill.in_pass + _backfill.touched;
      page := _backfill.page + 100;
      COMMIT;
      PERFORM pg_sleep(0.01);
    END LOOP;
    RAISE NOTICE '%: rows in pass %: %', 'events', _backfill.pass, _backfill.in_pass;
    EXIT WHEN _backfill.in_pass = 0;
  END LOOP;
  IF EXISTS (SELECT FROM events WHERE ROW(payload)::record *<> ROW(data)::record) THEN
    RAISE EXCEPTION 'rows are left that were not reached'
      USING HINT = 'Run this file again.';
  END IF;
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TRIGGER zz__sync_023_events ON events;

DROP FUNCTION _sync_023_events();

-- The column with all that is on it gets its old name, the copy the new one
ALTER TABLE events
  RENAME COLUMN payload TO _between_023_data;

ALTER TABLE events
  RENAME COLUMN data TO payload;

ALTER TABLE events
  RENAME COLUMN _between_023_data TO data;

CREATE FUNCTION sync_events_data_payload()
  RETURNS trigger
  LANGUAGE plpgsql
AS $$
BEGIN
  -- In an INSERT, OLD is NULL: payload is taken if it is given
  IF ROW(NEW.payload)::record *<> ROW(OLD.payload)::record THEN
    NEW.data := NEW.payload;
  ELSE
    NEW.payload := NEW.data;
  END IF;
  RETURN NEW;
END
$$;

-- Triggers fire in the order of their names: this one after those that change what is written
CREATE TRIGGER zz_sync_events_data_payload
  BEFORE INSERT OR UPDATE ON events
  FOR EACH ROW
  EXECUTE FUNCTION sync_events_data_payload();

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '023_drop_data_of_events';

COMMIT;
