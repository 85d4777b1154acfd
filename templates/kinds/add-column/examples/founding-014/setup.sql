CREATE TABLE users (user_id int PRIMARY KEY, email text NOT NULL, created_at timestamptz NOT NULL);
INSERT INTO users VALUES (1, 'ada@example.org', '2025-12-31'), (2, 'bob@example.org', '2026-01-01');
