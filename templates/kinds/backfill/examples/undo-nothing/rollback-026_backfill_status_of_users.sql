-- Rollback 026: Backfill status of users
-- Date: 2026-11-22
-- Command: new-migration backfill users --set "status = 'active'" --where 'status IS NULL' --undo nothing

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '026_backfill_status_of_users') THEN
    RAISE EXCEPTION 'migration 026_backfill_status_of_users is not applied';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Data lost: the values in status of users that migration 026 replaced, for they were not kept

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

-- Only a forward run that was given up half-way has left it
DO $$
BEGIN
  IF obj_description(to_regclass('_progress_026_users')) = 'How far migration 026_backfill_status_of_users has come' THEN
    DROP TABLE _progress_026_users;
  END IF;
END
$$;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '026_backfill_status_of_users';

COMMIT;
