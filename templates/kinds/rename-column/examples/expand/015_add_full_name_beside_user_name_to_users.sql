-- Migration 015: Add full_name beside user_name to users
-- Purpose: The name is more than that of an account
-- Date: 2026-11-22
-- Command: new-migration rename-column users user_name full_name --key user_id

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  ADD COLUMN full_name character varying(255) NULL;

COMMENT ON COLUMN users.full_name IS 'As on the passport';

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
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('015_add_full_name_beside_user_name_to_users', CURRENT_TIMESTAMP);

COMMIT;
