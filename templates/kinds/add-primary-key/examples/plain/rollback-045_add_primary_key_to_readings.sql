-- Rollback 045: Add primary key (sensor_id, taken_at) to readings
-- Date: 2026-11-22
-- Command: new-migration add-primary-key readings 'sensor_id, taken_at' --nullable taken_at

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '045_add_primary_key_to_readings') THEN
    RAISE EXCEPTION 'migration 045_add_primary_key_to_readings is not applied';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Only a forward run that was given up half-way has left it
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('readings')
      AND conname = 'ck_readings_taken_at_not_null'
  ) THEN
    ALTER TABLE readings
      DROP CONSTRAINT ck_readings_taken_at_not_null;
  END IF;
END
$$;

SET lock_timeout = 0;

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS _new_045_pk_readings;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

-- A forward run that was given up half-way has not made it
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('readings')
      AND conname = 'pk_readings'
  ) THEN
    ALTER TABLE readings
      DROP CONSTRAINT pk_readings;
  END IF;
END
$$;

ALTER TABLE readings
  ALTER COLUMN taken_at DROP NOT NULL;

-- As it was before: it holds for new rows, the old ones need not be read
ALTER TABLE readings
  ADD CONSTRAINT ck_readings_taken_at_not_null CHECK (taken_at IS NOT NULL) NOT VALID;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '045_add_primary_key_to_readings';

COMMIT;
