CREATE TABLE users (
  user_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT '2026-01-01'
);
CREATE TABLE sessions (
  session_id bigint PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users
);
CREATE VIEW newest AS SELECT max(created_at) AS newest FROM users;
GRANT SELECT, INSERT, UPDATE, DELETE ON users TO pg_monitor;
INSERT INTO users (email) VALUES ('ada@example.org'), ('grace@example.org');
INSERT INTO sessions VALUES (1, 1);
