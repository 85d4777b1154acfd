CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, name text, is_active boolean NOT NULL DEFAULT true);
INSERT INTO users VALUES (1, 'ada@example.com', 'Ada', true), (2, 'bob@example.com', NULL, false);
CREATE VIEW active_users WITH (security_barrier) AS SELECT id, email FROM users WHERE is_active;
COMMENT ON VIEW active_users IS 'Users who can log in';
COMMENT ON COLUMN active_users.email IS 'Where we write to';
GRANT SELECT ON active_users TO pg_monitor;
GRANT SELECT ON users TO pg_database_owner;
ALTER VIEW active_users OWNER TO pg_database_owner;
