-- Rollback 082: Remove the comment on TABLE users
-- Date: 2026-11-22
-- Command: new-migration comment 'TABLE users' ''

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON TABLE users IS E'It''s the "old" comment \\ with';

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '082_remove_comment_on_users';

COMMIT;
