-- Rollback 040: Add unique (email) to users
-- Date: 2026-11-22
-- Command: new-migration add-unique users email

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '040_add_unique_email_to_users') THEN
    RAISE EXCEPTION 'migration 040_add_unique_email_to_users is not applied';
  END IF;
END
$$;

SET lock_timeout = 0;

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS _new_040_uq_users_email;

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
    WHERE conrelid = to_regclass('users')
      AND conname = 'uq_users_email'
  ) THEN
    ALTER TABLE users
      DROP CONSTRAINT uq_users_email;
  END IF;
END
$$;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '040_add_unique_email_to_users';

COMMIT;
