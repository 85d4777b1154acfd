-- Migration 011: Create schema app
-- Date: 2026-11-22
-- Command: new-migration create-schema app --owner pg_database_owner --comment 'What the application owns'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE SCHEMA app AUTHORIZATION pg_database_owner;

COMMENT ON SCHEMA app IS 'What the application owns';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('011_create_schema_app', CURRENT_TIMESTAMP);

COMMIT;
