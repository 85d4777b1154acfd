-- Rollback 016: Rename user_name of users to full_name for good
-- Purpose: The name is more than that of an account
-- Date: 2026-11-22
-- Command: new-migration rename-column users user_name full_name --phase contract --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  RENAME COLUMN full_name TO user_name;

ALTER TABLE users
  ADD COLUMN full_name character varying(255) NULL;

UPDATE users
SET full_name = user_name
WHERE full_name IS DISTINCT FROM user_name;

CREATE FUNCTION sync_users_user_name_full_name()
  RETURNS trigger
  LANGUAGE plpgsql
AS $$
BEGIN
  -- In an INSERT, OLD is NULL: full_name is taken if it is given
  IF NEW.full_name IS DISTINCT FROM OLD.full_name THEN
    NEW.user_name := NEW.full_name;
  ELSE
    NEW.full_name := NEW.user_name;
  END IF;
  RETURN NEW;
END
$$;

-- Triggers fire in the order of their names: this one after those that change what is written
CREATE TRIGGER zz_sync_users_user_name_full_name
  BEFORE INSERT OR UPDATE ON users
  FOR EACH ROW
  EXECUTE FUNCTION sync_users_user_name_full_name();

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '016_drop_user_name_of_users';

COMMIT;
