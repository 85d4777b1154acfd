-- Rollback 063: Drop the default of status of users
-- Date: 2026-11-22
-- Command: new-migration drop-default users status

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  ALTER COLUMN status SET DEFAULT 'new'::character varying;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '063_drop_default_of_status_of_users';

COMMIT;
