CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE users (id int PRIMARY KEY, email text);
INSERT INTO users VALUES (1, 'ada@example.com');
CREATE TRIGGER touch BEFORE UPDATE ON users FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email) EXECUTE FUNCTION touch('late');
COMMENT ON TRIGGER touch ON users IS 'Keeps updated_at';
ALTER TABLE users DISABLE TRIGGER touch;
