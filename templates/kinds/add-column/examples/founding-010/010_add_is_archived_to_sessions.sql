-- Migration 010: Add is_archived to review_sessions
-- Date: 2026-11-22
-- Command: new-migration add-column review_sessions 'is_archived boolean DEFAULT false NOT NULL' --index --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE review_sessions
  ADD COLUMN is_archived boolean DEFAULT false NOT NULL;

CREATE INDEX idx_review_sessions_is_archived
  ON review_sessions (is_archived);

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('010_add_is_archived_to_sessions', CURRENT_TIMESTAMP);

COMMIT;
