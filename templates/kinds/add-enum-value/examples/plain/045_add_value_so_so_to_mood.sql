-- Migration 045: Add so so to mood
-- Purpose: Not every session is one or the other
-- Date: 2026-11-22
-- Command: new-migration add-enum-value mood 'so so' --after sad

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TYPE mood
  ADD VALUE 'so so' AFTER 'sad';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('045_add_value_so_so_to_mood', CURRENT_TIMESTAMP);

COMMIT;
