CREATE TABLE users (
  user_id bigint PRIMARY KEY,
  user_name varchar(255) NOT NULL,
  email text
);
CREATE INDEX idx_users_user_name ON users (user_name);
COMMENT ON COLUMN users.user_name IS 'As on the passport';
INSERT INTO users VALUES (1, 'Ada Lovelace', 'ada@example.org'), (2, 'Grace Hopper', NULL), (3, 'Edith Clarke', NULL);
