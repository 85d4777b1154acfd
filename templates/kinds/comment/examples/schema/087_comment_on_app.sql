-- Migration 087: Comment on SCHEMA app
-- Date: 2026-11-22
-- Command: new-migration comment 'SCHEMA app' 'The application'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON SCHEMA app IS 'The application';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('087_comment_on_app', CURRENT_TIMESTAMP);

COMMIT;
