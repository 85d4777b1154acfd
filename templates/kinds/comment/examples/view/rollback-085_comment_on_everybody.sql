-- Rollback 085: Comment on VIEW app.everybody
-- Date: 2026-11-22
-- Command: new-migration comment 'VIEW app.everybody' 'All of them'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON VIEW app.everybody IS NULL;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '085_comment_on_everybody';

COMMIT;
