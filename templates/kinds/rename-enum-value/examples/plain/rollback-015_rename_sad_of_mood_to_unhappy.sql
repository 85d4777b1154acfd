-- Rollback 015: Rename sad of mood to unhappy
-- Date: 2026-11-22
-- Command: new-migration rename-enum-value mood sad unhappy

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TYPE mood
  RENAME VALUE 'unhappy' TO 'sad';

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '015_rename_sad_of_mood_to_unhappy';

COMMIT;
