-- Migration 043: Add check users_are_people to users
-- Date: 2026-11-22
-- Command: new-migration add-check users "name <> '' and (age is null or age between 0 and 150)" --constraint users_are_people --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  ADD CONSTRAINT users_are_people
  CHECK (name <> '' AND (age IS NULL OR age BETWEEN 0 AND 150));

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('043_add_check_users_are_people_to_users', CURRENT_TIMESTAMP);

COMMIT;
