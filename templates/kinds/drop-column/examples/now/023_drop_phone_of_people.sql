-- Migration 023: Drop phone of people
-- Date: 2026-11-22
-- Command: new-migration drop-column people phone --now

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE people
  DROP COLUMN phone;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('023_drop_phone_of_people', CURRENT_TIMESTAMP);

COMMIT;
