CREATE TABLE users (id int PRIMARY KEY, email text);
GRANT SELECT (id, email) ON users TO pg_monitor WITH GRANT OPTION;
GRANT SELECT ON users TO pg_monitor;
