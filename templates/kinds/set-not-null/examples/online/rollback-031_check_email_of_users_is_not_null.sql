-- Rollback 031: Check that email of users is not NULL
-- Purpose: Each user has an address by now
-- Date: 2026-11-22
-- Command: new-migration set-not-null users email

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  DROP CONSTRAINT ck_users_email_not_null;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '031_check_email_of_users_is_not_null';

COMMIT;
