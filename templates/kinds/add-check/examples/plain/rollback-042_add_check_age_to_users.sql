-- Rollback 042: Add check ck_users_age to users
-- Date: 2026-11-22
-- Command: new-migration add-check users 'age >= 0'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  DROP CONSTRAINT ck_users_age;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '042_add_check_age_to_users';

COMMIT;
