-- Migration 083: Comment on CONSTRAINT pk_users ON users
-- Date: 2026-11-22
-- Command: new-migration comment 'CONSTRAINT pk_users ON users' 'The key'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON CONSTRAINT pk_users ON users IS 'The key';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('083_comment_on_users_pk_users', CURRENT_TIMESTAMP);

COMMIT;
