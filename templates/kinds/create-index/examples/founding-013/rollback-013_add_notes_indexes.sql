-- Rollback 013: Index user_notes (created_by), (submission_id, created_by)
-- Date: 2026-11-22
-- Command: new-migration create-index user_notes created_by 'idx_user_notes_submission_creator ON user_notes(submission_id, created_by)' --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP INDEX idx_user_notes_created_by;
DROP INDEX idx_user_notes_submission_creator;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '013_add_notes_indexes';

COMMIT;
