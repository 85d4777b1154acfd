-- Rollback 031: Set email of users NOT NULL
-- Purpose: Each user has an address by now
-- Date: 2026-11-22
-- Command: new-migration set-not-null users email --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  ALTER COLUMN email DROP NOT NULL;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '031_set_email_of_users_not_null';

COMMIT;
