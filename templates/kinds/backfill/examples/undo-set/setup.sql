CREATE TABLE users (id bigint PRIMARY KEY, name text, status text, last_login timestamptz);
INSERT INTO users
SELECT n, 'user ' || n, CASE WHEN n % 3 = 0 THEN 'old' END, timestamptz '2026-01-01' + n * interval '1 day'
FROM generate_series(1, 25) AS n;
