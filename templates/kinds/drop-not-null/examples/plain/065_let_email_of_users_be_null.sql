-- Migration 065: Let email of users be NULL
-- Date: 2026-11-22
-- Command: new-migration drop-not-null users email

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  ALTER COLUMN email DROP NOT NULL;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('065_let_email_of_users_be_null', CURRENT_TIMESTAMP);

COMMIT;
