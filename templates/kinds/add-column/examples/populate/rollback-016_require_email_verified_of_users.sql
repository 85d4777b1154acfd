-- Rollback 016: Refuse new NULLs in email_verified of users
-- Date: 2026-11-22
-- Command: new-migration add-column users 'email_verified boolean not null default false' --index --populate "created_at < '2026-01-01'" --key user_id --batch-size 10

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  DROP CONSTRAINT ck_users_email_verified_not_null;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '016_require_email_verified_of_users';

COMMIT;
