-- Migration 012: Create extension "uuid-ossp"
-- Date: 2026-11-22
-- Command: new-migration create-extension uuid-ossp

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE EXTENSION "uuid-ossp";

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('012_create_extension_uuid_ossp', CURRENT_TIMESTAMP);

COMMIT;
