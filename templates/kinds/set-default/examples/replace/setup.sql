CREATE SCHEMA app;
CREATE FUNCTION app.first_settings() RETURNS jsonb LANGUAGE sql IMMUTABLE RETURN '{"theme": "light"}'::jsonb;
CREATE TABLE app.users (user_id bigint PRIMARY KEY, settings jsonb NOT NULL DEFAULT app.first_settings());
INSERT INTO app.users VALUES (1), (2);
