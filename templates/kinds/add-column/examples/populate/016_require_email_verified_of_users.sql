-- Migration 016: Refuse new NULLs in email_verified of users
-- Date: 2026-11-22
-- Command: new-migration add-column users 'email_verified boolean not null default false' --index --populate "created_at < '2026-01-01'" --key user_id --batch-size 10

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Holds for new rows at once; the old ones are read by the next migration
ALTER TABLE users
  ADD CONSTRAINT ck_users_email_verified_not_null CHECK (email_verified IS NOT NULL) NOT VALID;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('016_require_email_verified_of_users', CURRENT_TIMESTAMP);

COMMIT;
