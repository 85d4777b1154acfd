-- Migration 060: Drop index idx_users_lower_email
-- Date: 2026-11-22
-- Command: new-migration drop-index idx_users_lower_email

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '060_drop_idx_users_lower_email') THEN
    RAISE EXCEPTION 'migration 060_drop_idx_users_lower_email is applied already';
  END IF;
END
$$;

SET lock_timeout = 0;

-- A run that was broken off may have dropped it
DROP INDEX CONCURRENTLY IF EXISTS idx_users_lower_email;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('060_drop_idx_users_lower_email', CURRENT_TIMESTAMP);
