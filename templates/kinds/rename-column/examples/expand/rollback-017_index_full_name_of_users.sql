-- Rollback 017: Index users (full_name)
-- Purpose: The name is more than that of an account
-- Date: 2026-11-22
-- Command: new-migration rename-column users user_name full_name --key user_id

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '017_index_full_name_of_users') THEN
    RAISE EXCEPTION 'migration 017_index_full_name_of_users is not applied';
  END IF;
END
$$;

SET lock_timeout = 0;

-- A run that was broken off may have dropped it; to undo what was never applied is refused above
DROP INDEX CONCURRENTLY IF EXISTS idx_users_full_name;

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS _new_017_idx_users_full_name;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '017_index_full_name_of_users';
