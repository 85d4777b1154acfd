-- Rollback 013: Index invited_by of review_sessions
-- Date: 2026-11-22
-- Command: new-migration add-column review_sessions 'invited_by bigint null references users' --on-delete 'set null'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '013_index_invited_by_of_review_sessions') THEN
    RAISE EXCEPTION 'migration 013_index_invited_by_of_review_sessions is not applied';
  END IF;
END
$$;

SET lock_timeout = 0;

-- A run that was broken off may have dropped it; to undo what was never applied is refused above
DROP INDEX CONCURRENTLY IF EXISTS idx_review_sessions_invited_by;

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS _new_013_idx_review_sessions_invited_by;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '013_index_invited_by_of_review_sessions';
