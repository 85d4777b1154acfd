-- Rollback 010: Add is_archived to review_sessions
-- Date: 2026-11-22
-- Command: new-migration add-column review_sessions 'is_archived boolean DEFAULT false NOT NULL' --index --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP INDEX idx_review_sessions_is_archived;

ALTER TABLE review_sessions
  DROP COLUMN is_archived;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '010_add_is_archived_to_sessions';

COMMIT;
