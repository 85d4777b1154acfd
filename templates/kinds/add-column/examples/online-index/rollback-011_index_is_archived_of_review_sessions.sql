-- Rollback 011: Index is_archived of review_sessions
-- Purpose: Let analysts hide finished sessions
-- Author: Ada Lovelace
-- Date: 2026-11-22
-- Command: new-migration add-column review_sessions 'is_archived boolean not null default false' --index

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '011_index_is_archived_of_review_sessions') THEN
    RAISE EXCEPTION 'migration 011_index_is_archived_of_review_sessions is not applied';
  END IF;
END
$$;

SET lock_timeout = 0;

-- A run that was broken off may have dropped it; to undo what was never applied is refused above
DROP INDEX CONCURRENTLY IF EXISTS idx_review_sessions_is_archived;

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS _new_011_idx_review_sessions_is_archived;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '011_index_is_archived_of_review_sessions';
