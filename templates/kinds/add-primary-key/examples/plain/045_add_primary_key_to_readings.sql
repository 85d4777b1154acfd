-- Migration 045: Add primary key (sensor_id, taken_at) to readings
-- Date: 2026-11-22
-- Command: new-migration add-primary-key readings 'sensor_id, taken_at' --nullable taken_at

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '045_add_primary_key_to_readings') THEN
    RAISE EXCEPTION 'migration 045_add_primary_key_to_readings is applied already';
  END IF;
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'pk_readings'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'readings'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', 'pk_readings';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('_new_045_pk_readings')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Refuse with their number if there are rows that have no value
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM readings
    WHERE taken_at IS NULL
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of readings that have NULL in taken_at', _offending
      USING HINT = 'Fill them first, as new-migration backfill does.';
  END IF;
END
$$;

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE readings
  VALIDATE CONSTRAINT ck_readings_taken_at_not_null;

-- Refuse before the build what would make it fail
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM (
      SELECT FROM readings
      GROUP BY sensor_id, taken_at
      HAVING count(*) > 1
    ) AS _repeated
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'values of (sensor_id, taken_at) that stand in several rows of readings', _offending
      USING HINT = 'See them: SELECT sensor_id, taken_at, count(*) FROM readings GROUP BY sensor_id, taken_at HAVING count(*) > 1';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS _new_045_pk_readings;

CREATE UNIQUE INDEX CONCURRENTLY _new_045_pk_readings
  ON readings (sensor_id, taken_at);

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('_new_045_pk_readings')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX _new_045_pk_readings
  RENAME TO pk_readings;

-- Reads no row again, because the check proves it: so that is dropped in a statement of its own
ALTER TABLE readings
  ALTER COLUMN taken_at SET NOT NULL;

ALTER TABLE readings
  DROP CONSTRAINT ck_readings_taken_at_not_null;

ALTER TABLE readings
  ADD CONSTRAINT pk_readings
  PRIMARY KEY USING INDEX pk_readings;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('045_add_primary_key_to_readings', CURRENT_TIMESTAMP);

COMMIT;
