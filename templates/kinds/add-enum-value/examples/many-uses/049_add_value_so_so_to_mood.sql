-- Migration 049: Add so so to mood
-- Date: 2026-11-22
-- Command: new-migration add-enum-value mood 'so so' --after sad

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TYPE mood
  ADD VALUE 'so so' AFTER 'sad';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('049_add_value_so_so_to_mood', CURRENT_TIMESTAMP);

COMMIT;
