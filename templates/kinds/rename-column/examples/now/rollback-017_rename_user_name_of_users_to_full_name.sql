-- Rollback 017: Rename user_name of users to full_name
-- Purpose: The name is more than that of an account
-- Date: 2026-11-22
-- Command: new-migration rename-column users user_name full_name --now

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  RENAME COLUMN full_name TO user_name;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '017_rename_user_name_of_users_to_full_name';

COMMIT;
