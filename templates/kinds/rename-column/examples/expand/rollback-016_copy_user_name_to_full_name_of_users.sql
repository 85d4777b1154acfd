-- Rollback 016: Copy user_name to full_name of users
-- Purpose: The name is more than that of an account
-- Date: 2026-11-22
-- Command: new-migration rename-column users user_name full_name --key user_id

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '016_copy_user_name_to_full_name_of_users') THEN
    RAISE EXCEPTION 'migration 016_copy_user_name_to_full_name_of_users is not applied';
  END IF;
END
$$;

-- Data lost: what full_name of users had before, which user_name has too
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

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

-- All of its values are in user_name: a new column is empty at once, where an UPDATE would take long
ALTER TABLE users
  DROP COLUMN full_name,
  ADD COLUMN full_name character varying(255) NULL;

COMMENT ON COLUMN users.full_name IS 'As on the passport';

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '016_copy_user_name_to_full_name_of_users';

COMMIT;
