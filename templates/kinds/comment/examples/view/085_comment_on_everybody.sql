-- Migration 085: Comment on VIEW app.everybody
-- Date: 2026-11-22
-- Command: new-migration comment 'VIEW app.everybody' 'All of them'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON VIEW app.everybody IS 'All of them';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('085_comment_on_everybody', CURRENT_TIMESTAMP);

COMMIT;
