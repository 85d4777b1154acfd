-- Rollback 087: Comment on SCHEMA app
-- Date: 2026-11-22
-- Command: new-migration comment 'SCHEMA app' 'The application'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON SCHEMA app IS NULL;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '087_comment_on_app';

COMMIT;
