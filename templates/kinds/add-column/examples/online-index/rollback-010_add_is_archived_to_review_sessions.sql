-- Rollback 010: Add is_archived to review_sessions
-- Purpose: Let analysts hide finished sessions
-- Author: Ada Lovelace
-- Date: 2026-11-22
-- Command: new-migration add-column review_sessions 'is_archived boolean not null default false' --index

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE review_sessions
  DROP COLUMN is_archived;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '010_add_is_archived_to_review_sessions';

COMMIT;
