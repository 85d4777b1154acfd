-- Rollback 014: Index user_notes (deleted_at)
-- Date: 2026-11-22
-- Command: new-migration create-index user_notes 'submission_id, created_by DESC' deleted_at

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '014_index_deleted_at_of_user_notes') THEN
    RAISE EXCEPTION 'migration 014_index_deleted_at_of_user_notes is not applied';
  END IF;
END
$$;

SET lock_timeout = 0;

-- A run that was broken off may have dropped it; to undo what was never applied is refused above
DROP INDEX CONCURRENTLY IF EXISTS idx_user_notes_deleted_at;

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS _new_014_idx_user_notes_deleted_at;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '014_index_deleted_at_of_user_notes';
