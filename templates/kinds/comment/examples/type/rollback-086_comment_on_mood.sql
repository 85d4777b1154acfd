-- Rollback 086: Comment on TYPE app.mood
-- Date: 2026-11-22
-- Command: new-migration comment 'TYPE app.mood' 'How they feel'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON TYPE app.mood IS NULL;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '086_comment_on_mood';

COMMIT;
