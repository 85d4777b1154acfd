-- Rollback 080: Comment on TABLE users
-- Date: 2026-11-22
-- Command: new-migration comment users 'People who sign in'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON TABLE users IS E'It''s the "old" comment \\ with';

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '080_comment_on_users';

COMMIT;
