-- Migration 016: Rename user_name of users to full_name for good
-- Purpose: The name is more than that of an account
-- Date: 2026-11-22
-- Command: new-migration rename-column users user_name full_name --phase contract --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

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
  );
BEGIN
  IF _names IS NOT NULL THEN
    RAISE EXCEPTION '%: %', 'what is on full_name of users alone', _names
      USING HINT = 'They would be dropped with this copy: make them on user_name, which takes its name, and drop them.';
  END IF;
END
$$;

DROP TRIGGER zz_sync_users_user_name_full_name ON users;

DROP FUNCTION sync_users_user_name_full_name();

ALTER TABLE users
  DROP COLUMN full_name;

ALTER TABLE users
  RENAME COLUMN user_name TO full_name;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('016_drop_user_name_of_users', CURRENT_TIMESTAMP);

COMMIT;
