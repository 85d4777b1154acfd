-- Rollback 018: Index email_verified of users
-- Date: 2026-11-22
-- Command: new-migration add-column users 'email_verified boolean not null default false' --index --populate "created_at < '2026-01-01'" --key user_id --batch-size 10

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '018_index_email_verified_of_users') THEN
    RAISE EXCEPTION 'migration 018_index_email_verified_of_users is not applied';
  END IF;
END
$$;

SET lock_timeout = 0;

-- A run that was broken off may have dropped it; to undo what was never applied is refused above
DROP INDEX CONCURRENTLY IF EXISTS idx_users_email_verified;

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS _new_018_idx_users_email_verified;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '018_index_email_verified_of_users';
