-- Migration 046: Add angry to mood
-- Date: 2026-11-22
-- Command: new-migration add-enum-value mood angry --before sad

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TYPE mood
  ADD VALUE 'angry' BEFORE 'sad';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('046_add_value_angry_to_mood', CURRENT_TIMESTAMP);

COMMIT;
