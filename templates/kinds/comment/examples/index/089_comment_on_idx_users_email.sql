-- Migration 089: Comment on INDEX idx_users_email
-- Date: 2026-11-22
-- Command: new-migration comment 'INDEX idx_users_email' 'Serves sign-in'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON INDEX idx_users_email IS 'Serves sign-in';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('089_comment_on_idx_users_email', CURRENT_TIMESTAMP);

COMMIT;
