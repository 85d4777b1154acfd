-- Migration 086: Comment on TYPE app.mood
-- Date: 2026-11-22
-- Command: new-migration comment 'TYPE app.mood' 'How they feel'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON TYPE app.mood IS 'How they feel';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('086_comment_on_mood', CURRENT_TIMESTAMP);

COMMIT;
