CREATE TABLE users (id int PRIMARY KEY, email text, deleted_at timestamptz);
INSERT INTO users VALUES (1, 'ada@example.org', NULL), (2, 'bob@example.org', NULL);
CREATE INDEX idx_users_lower_email ON users (lower(email) DESC) INCLUDE (id) WITH (fillfactor = 70) WHERE deleted_at IS NULL;
COMMENT ON INDEX idx_users_lower_email IS 'For the login';
ALTER INDEX idx_users_lower_email ALTER COLUMN 1 SET STATISTICS 500;
