-- Migration 021: Set phone of people aside
-- Date: 2026-11-22
-- Command: new-migration drop-column people phone

BEGIN;

SET LOCAL lock_timeout = '2s';

-- It keeps its values, indexes and constraints until it is dropped for good
ALTER TABLE people
  RENAME COLUMN phone TO _dropped_021_phone;

-- Rows come without it from now on
ALTER TABLE people
  ALTER COLUMN _dropped_021_phone DROP NOT NULL;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('021_set_aside_phone_of_people', CURRENT_TIMESTAMP);

COMMIT;
