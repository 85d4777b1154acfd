-- Rollback 061: Drop index idx_sensors_id
-- Date: 2026-11-22
-- Command: new-migration drop-index idx_sensors_id

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '061_drop_idx_sensors_id') THEN
    RAISE EXCEPTION 'migration 061_drop_idx_sensors_id is not applied';
  END IF;
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'idx_sensors_id'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'sensors'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', 'idx_sensors_id';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('_new_061_idx_sensors_id')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

-- Refuse before the build what would make it fail
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM (
      SELECT FROM sensors
      WHERE id IS NOT NULL
      GROUP BY id
      HAVING count(*) > 1
    ) AS _repeated
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'values of (id) that stand in several rows of sensors', _offending
      USING HINT = 'See them: SELECT id, count(*) FROM sensors WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS _new_061_idx_sensors_id;

CREATE UNIQUE INDEX CONCURRENTLY _new_061_idx_sensors_id
  ON sensors (id);

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('_new_061_idx_sensors_id')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX _new_061_idx_sensors_id
  RENAME TO idx_sensors_id;

ALTER TABLE sensors
  CLUSTER ON idx_sensors_id;

ALTER TABLE sensors
  REPLICA IDENTITY USING INDEX idx_sensors_id;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '061_drop_idx_sensors_id';

COMMIT;
