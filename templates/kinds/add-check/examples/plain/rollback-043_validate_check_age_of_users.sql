-- Rollback 043: Validate check ck_users_age of users
-- Date: 2026-11-22
-- Command: new-migration add-check users 'age >= 0'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Nothing makes a constraint NOT VALID again, so it is dropped and put back as it was
ALTER TABLE users
  DROP CONSTRAINT ck_users_age;

ALTER TABLE users
  ADD CONSTRAINT ck_users_age
  CHECK (age >= 0)
  NOT VALID;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '043_validate_check_age_of_users';

COMMIT;
