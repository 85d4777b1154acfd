CREATE TABLE users (id int PRIMARY KEY, email text);
GRANT SELECT, INSERT, UPDATE, DELETE ON users TO pg_monitor;
GRANT INSERT (email) ON users TO pg_signal_backend;
