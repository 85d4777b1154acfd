-- Migration 010: Create schema app
-- Purpose: A name space for what the application owns
-- Date: 2026-11-22
-- Command: new-migration create-schema app

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE SCHEMA app;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('010_create_schema_app', CURRENT_TIMESTAMP);

COMMIT;
