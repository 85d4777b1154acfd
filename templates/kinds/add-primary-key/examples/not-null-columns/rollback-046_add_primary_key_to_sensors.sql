-- Rollback 046: Add primary key (id) to sensors
-- Date: 2026-11-22
-- Command: new-migration add-primary-key sensors id --nullable none --include name --deferrable 'initially immediate' --constraint sensors_pkey

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '046_add_primary_key_to_sensors') THEN
    RAISE EXCEPTION 'migration 046_add_primary_key_to_sensors is not applied';
  END IF;
END
$$;

SET lock_timeout = 0;

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS _new_046_sensors_pkey;

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
    WHERE conrelid = to_regclass('sensors')
      AND conname = 'sensors_pkey'
  ) THEN
    ALTER TABLE sensors
      DROP CONSTRAINT sensors_pkey;
  END IF;
END
$$;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '046_add_primary_key_to_sensors';

COMMIT;
