-- Rollback 032: Set email of users NOT NULL
-- Purpose: Each user has an address by now
-- Date: 2026-11-22
-- Command: new-migration set-not-null users email

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '032_set_email_of_users_not_null') THEN
    RAISE EXCEPTION 'migration 032_set_email_of_users_not_null is not applied';
  END IF;
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  ALTER COLUMN email DROP NOT NULL;

ALTER TABLE users
  ADD CONSTRAINT ck_users_email_not_null CHECK (email IS NOT NULL) NOT VALID;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '032_set_email_of_users_not_null';

COMMIT;
