-- Migration 042: Add check ck_users_age to users
-- Date: 2026-11-22
-- Command: new-migration add-check users 'age >= 0'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  ADD CONSTRAINT ck_users_age
  CHECK (age >= 0)
  NOT VALID;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('042_add_check_age_to_users', CURRENT_TIMESTAMP);

COMMIT;
