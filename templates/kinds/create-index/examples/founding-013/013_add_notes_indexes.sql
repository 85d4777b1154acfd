-- Migration 013: Index user_notes (created_by), (submission_id, created_by)
-- Date: 2026-11-22
-- Command: new-migration create-index user_notes created_by 'idx_user_notes_submission_creator ON user_notes(submission_id, created_by)' --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE INDEX idx_user_notes_created_by
  ON user_notes (created_by);

CREATE INDEX idx_user_notes_submission_creator
  ON user_notes (submission_id, created_by);

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('013_add_notes_indexes', CURRENT_TIMESTAMP);

COMMIT;
