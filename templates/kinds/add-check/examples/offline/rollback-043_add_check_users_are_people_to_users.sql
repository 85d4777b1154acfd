-- Rollback 043: Add check users_are_people to users
-- Date: 2026-11-22
-- Command: new-migration add-check users "name <> '' and (age is null or age between 0 and 150)" --constraint users_are_people --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  DROP CONSTRAINT users_are_people;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '043_add_check_users_are_people_to_users';

COMMIT;
