CREATE TABLE users (id int PRIMARY KEY, email text, name text);
CREATE VIEW everybody AS SELECT id FROM users;
CREATE SEQUENCE tickets;
CREATE SCHEMA app;
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE FUNCTION app.total(amount int, rate numeric) RETURNS numeric LANGUAGE sql AS 'SELECT amount * rate';
CREATE FUNCTION app.total() RETURNS numeric LANGUAGE sql AS 'SELECT 1.0';
GRANT SELECT ON users TO pg_signal_backend WITH GRANT OPTION;
GRANT UPDATE (email) ON users TO pg_monitor;
