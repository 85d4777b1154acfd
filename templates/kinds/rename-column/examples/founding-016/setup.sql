CREATE TABLE users (
  user_id bigint PRIMARY KEY,
  user_name varchar(255) NOT NULL,
  email text
);
CREATE INDEX idx_users_user_name ON users (user_name);
COMMENT ON COLUMN users.user_name IS 'As on the passport';
INSERT INTO users VALUES (1, 'Ada Lovelace', 'ada@example.org'), (2, 'Grace Hopper', NULL), (3, 'Edith Clarke', NULL);

ALTER TABLE users
  ADD COLUMN full_name varchar(255);

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

CREATE TRIGGER zz_sync_users_user_name_full_name
  BEFORE INSERT OR UPDATE ON users
  FOR EACH ROW
  EXECUTE FUNCTION sync_users_user_name_full_name();

UPDATE users SET full_name = user_name;
