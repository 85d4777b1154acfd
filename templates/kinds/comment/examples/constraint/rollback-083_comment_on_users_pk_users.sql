-- Rollback 083: Comment on CONSTRAINT pk_users ON users
-- Date: 2026-11-22
-- Command: new-migration comment 'CONSTRAINT pk_users ON users' 'The key'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON CONSTRAINT pk_users ON users IS 'found by it';

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '083_comment_on_users_pk_users';

COMMIT;
