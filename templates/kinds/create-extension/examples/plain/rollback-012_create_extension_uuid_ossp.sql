-- Rollback 012: Create extension "uuid-ossp"
-- Date: 2026-11-22
-- Command: new-migration create-extension uuid-ossp

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP EXTENSION "uuid-ossp";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '012_create_extension_uuid_ossp';

COMMIT;
