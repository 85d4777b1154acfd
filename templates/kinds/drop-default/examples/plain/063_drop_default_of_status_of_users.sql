-- Migration 063: Drop the default of status of users
-- Date: 2026-11-22
-- Command: new-migration drop-default users status

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  ALTER COLUMN status DROP DEFAULT;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('063_drop_default_of_status_of_users', CURRENT_TIMESTAMP);

COMMIT;
