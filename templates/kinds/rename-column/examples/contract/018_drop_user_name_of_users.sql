-- Migration 018: Rename user_name of users to full_name for good
-- Purpose: The name is more than that of an account
-- Date: 2026-11-22
-- Command: new-migration rename-column users user_name full_name --key user_id --phase contract

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '018_drop_user_name_of_users') THEN
    RAISE EXCEPTION 'migration 018_drop_user_name_of_users is applied already';
  END IF;
END
$$;

-- To give it up half-way: leave it, it has changed nothing

SET lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM users
    WHERE full_name IS DISTINCT FROM user_name
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of users that differ in user_name and full_name', _offending
      USING HINT = 'See them with SELECT * FROM users WHERE full_name IS DISTINCT FROM user_name;';
  END IF;
END
$$;

DO $$
DECLARE
  _names text := (
    SELECT string_agg(DISTINCT pg_describe_object(classid, objid, 0), ', ')
    FROM pg_depend
    JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
    WHERE refclassid = 'pg_class'::regclass
      AND attrelid = 'users'::regclass
      AND attname = 'full_name'
      AND deptype IN ('a', 'i')
      AND objid <> 'idx_users_full_name'::regclass
      AND objid <> 'uq_users_full_name_user_id'::regclass
  );
BEGIN
  IF _names IS NOT NULL THEN
    RAISE EXCEPTION '%: %', 'what is on full_name of users alone', _names
      USING HINT = 'They would be dropped with this copy: make them on user_name, which takes its name, and drop them.';
  END IF;
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TRIGGER zz_sync_users_user_name_full_name ON users;

DROP FUNCTION sync_users_user_name_full_name();

ALTER TABLE users
  DROP COLUMN full_name;

ALTER TABLE users
  RENAME COLUMN user_name TO full_name;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('018_drop_user_name_of_users', CURRENT_TIMESTAMP);

COMMIT;
