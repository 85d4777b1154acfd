-- Rollback 011: Create schema app
-- Date: 2026-11-22
-- Command: new-migration create-schema app --owner pg_database_owner --comment 'What the application owns'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP SCHEMA app;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '011_create_schema_app';

COMMIT;
