-- Migration 010: Add is_archived to review_sessions
-- Purpose: Let analysts hide finished sessions
-- Author: Ada Lovelace
-- Date: 2026-11-22
-- Command: new-migration add-column review_sessions 'is_archived boolean not null default false' --index

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE review_sessions
  ADD COLUMN is_archived boolean DEFAULT false NOT NULL;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('010_add_is_archived_to_review_sessions', CURRENT_TIMESTAMP);

COMMIT;
