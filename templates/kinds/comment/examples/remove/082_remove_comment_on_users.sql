-- Migration 082: Remove the comment on TABLE users
-- Date: 2026-11-22
-- Command: new-migration comment 'TABLE users' ''

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON TABLE users IS NULL;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('082_remove_comment_on_users', CURRENT_TIMESTAMP);

COMMIT;
