-- Migration 014: Create enum mood
-- Purpose: How a session went
-- Date: 2026-11-22
-- Command: new-migration create-enum mood 'sad, so so, happy' --comment 'How a session went'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE TYPE mood AS ENUM (
  'sad',
  'so so',
  'happy'
);

COMMENT ON TYPE mood IS 'How a session went';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('014_create_enum_mood', CURRENT_TIMESTAMP);

COMMIT;
