-- Rollback 089: Comment on INDEX idx_users_email
-- Date: 2026-11-22
-- Command: new-migration comment 'INDEX idx_users_email' 'Serves sign-in'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON INDEX idx_users_email IS 'for sign-in';

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '089_comment_on_idx_users_email';

COMMIT;
