-- Rollback 014: Create enum mood
-- Purpose: How a session went
-- Date: 2026-11-22
-- Command: new-migration create-enum mood 'sad, so so, happy' --comment 'How a session went'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TYPE mood;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '014_create_enum_mood';

COMMIT;
