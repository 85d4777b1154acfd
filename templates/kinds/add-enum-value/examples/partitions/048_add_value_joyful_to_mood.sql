-- Migration 048: Add joyful to mood
-- Date: 2026-11-22
-- Command: new-migration add-enum-value mood joyful

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TYPE mood
  ADD VALUE 'joyful' AFTER 'happy';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('048_add_value_joyful_to_mood', CURRENT_TIMESTAMP);

COMMIT;
