-- Migration 084: Comment on FUNCTION app.total(int, numeric)
-- Date: 2026-11-22
-- Command: new-migration comment 'FUNCTION app.total(int, numeric)' 'Adds up'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON FUNCTION app.total(int, numeric) IS 'Adds up';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('084_comment_on_total', CURRENT_TIMESTAMP);

COMMIT;
