-- Rollback 017: Make email_verified of users NOT NULL
-- Date: 2026-11-22
-- Command: new-migration add-column users 'email_verified boolean not null default false' --index --populate "created_at < '2026-01-01'" --key user_id --batch-size 10

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '017_set_email_verified_of_users_not_null') THEN
    RAISE EXCEPTION 'migration 017_set_email_verified_of_users_not_null is not applied';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Only a forward run that was given up half-way has left it
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('users')
      AND conname = 'ck_users_email_verified_not_null'
  ) THEN
    ALTER TABLE users
      DROP CONSTRAINT ck_users_email_verified_not_null;
  END IF;
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  ALTER COLUMN email_verified DROP NOT NULL;

-- As it was before: it holds for new rows, the old ones need not be read
ALTER TABLE users
  ADD CONSTRAINT ck_users_email_verified_not_null CHECK (email_verified IS NOT NULL) NOT VALID;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '017_set_email_verified_of_users_not_null';

COMMIT;
