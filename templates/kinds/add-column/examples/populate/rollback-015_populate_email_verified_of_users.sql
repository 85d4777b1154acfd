-- Rollback 015: Populate email_verified of users
-- Date: 2026-11-22
-- Command: new-migration add-column users 'email_verified boolean not null default false' --index --populate "created_at < '2026-01-01'" --key user_id --batch-size 10

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '015_populate_email_verified_of_users') THEN
    RAISE EXCEPTION 'migration 015_populate_email_verified_of_users is not applied';
  END IF;
END
$$;

-- Data lost: in which rows of users email_verified was NULL
-- They keep what they were given: the rollback of the migration that added the column drops it

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

-- Only a forward run that was given up half-way has left it
DO $$
BEGIN
  IF obj_description(to_regclass('_progress_015_users')) = 'How far migration 015_populate_email_verified_of_users has come' THEN
    DROP TABLE _progress_015_users;
  END IF;
END
$$;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '015_populate_email_verified_of_users';

COMMIT;
