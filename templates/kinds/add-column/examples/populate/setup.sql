CREATE TABLE users (user_id int PRIMARY KEY, email text NOT NULL, created_at timestamptz NOT NULL);
INSERT INTO users
SELECT i, 'user' || i || '@example.org', timestamptz '2026-01-01' + (i - 12) * interval '1 day'
FROM generate_series(1, 25) AS i;
