-- Migration 080: Comment on TABLE users
-- Date: 2026-11-22
-- Command: new-migration comment users 'People who sign in'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON TABLE users IS 'People who sign in';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('080_comment_on_users', CURRENT_TIMESTAMP);

COMMIT;
