-- Rollback 015: Index user_notes (tags array_ops)
-- Date: 2026-11-22
-- Command: new-migration create-index user_notes 'tags array_ops' "to_tsvector('simple', body)" --method gin

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '015_index_tags_of_user_notes') THEN
    RAISE EXCEPTION 'migration 015_index_tags_of_user_notes is not applied';
  END IF;
END
$$;

SET lock_timeout = 0;

-- A run that was broken off may have dropped it; to undo what was never applied is refused above
DROP INDEX CONCURRENTLY IF EXISTS idx_user_notes_tags;

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS _new_015_idx_user_notes_tags;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '015_index_tags_of_user_notes';
