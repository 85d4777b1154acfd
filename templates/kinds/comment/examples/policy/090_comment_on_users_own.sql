-- Migration 090: Comment on POLICY own ON users
-- Date: 2026-11-22
-- Command: new-migration comment 'POLICY own ON users' Everybody

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON POLICY own ON users IS 'Everybody';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('090_comment_on_users_own', CURRENT_TIMESTAMP);

COMMIT;
