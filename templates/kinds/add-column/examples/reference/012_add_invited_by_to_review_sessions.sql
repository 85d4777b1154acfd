-- Migration 012: Add invited_by to review_sessions
-- Date: 2026-11-22
-- Command: new-migration add-column review_sessions 'invited_by bigint null references users' --on-delete 'set null'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE review_sessions
  ADD COLUMN invited_by bigint NULL CONSTRAINT fk_review_sessions_invited_by REFERENCES users ON DELETE SET NULL;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('012_add_invited_by_to_review_sessions', CURRENT_TIMESTAMP);

COMMIT;
