-- Rollback 060: Set the default of status of users
-- Date: 2026-11-22
-- Command: new-migration set-default users status "'active'"

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  ALTER COLUMN status DROP DEFAULT;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '060_set_default_of_status_of_users';

COMMIT;
