-- Migration 050: Drop ck_users_age of users
-- Date: 2026-11-22
-- Command: new-migration drop-constraint users ck_users_age

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '050_drop_ck_users_age_of_users') THEN
    RAISE EXCEPTION 'migration 050_drop_ck_users_age_of_users is applied already';
  END IF;
END
$$;

-- What is dropped here in a moment takes its rollback longer: that is why neither runs in one transaction

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  DROP CONSTRAINT ck_users_age;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('050_drop_ck_users_age_of_users', CURRENT_TIMESTAMP);

COMMIT;
