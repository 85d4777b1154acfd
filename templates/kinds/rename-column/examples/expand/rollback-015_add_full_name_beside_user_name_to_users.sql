-- Rollback 015: Add full_name beside user_name to users
-- Purpose: The name is more than that of an account
-- Date: 2026-11-22
-- Command: new-migration rename-column users user_name full_name --key user_id

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM users
    WHERE full_name IS NOT NULL
      AND full_name IS DISTINCT FROM user_name
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of users with a value in full_name that user_name has not', _offending
      USING HINT = 'See them with SELECT * FROM users WHERE full_name IS NOT NULL AND full_name IS DISTINCT FROM user_name;';
  END IF;
END
$$;

DROP TRIGGER zz_sync_users_user_name_full_name ON users;

DROP FUNCTION sync_users_user_name_full_name();

ALTER TABLE users
  DROP COLUMN full_name;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '015_add_full_name_beside_user_name_to_users';

COMMIT;
