-- Rollback 010: Create schema app
-- Purpose: A name space for what the application owns
-- Date: 2026-11-22
-- Command: new-migration create-schema app

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP SCHEMA app;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '010_create_schema_app';

COMMIT;
