-- Rollback 084: Comment on FUNCTION app.total(int, numeric)
-- Date: 2026-11-22
-- Command: new-migration comment 'FUNCTION app.total(int, numeric)' 'Adds up'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON FUNCTION app.total(integer, numeric) IS 'sums up';

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '084_comment_on_total';

COMMIT;
