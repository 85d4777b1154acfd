-- Rollback 013: Create extension pgcrypto
-- Date: 2026-11-22
-- Command: new-migration create-extension '"pgcrypto"' --with-schema '"odd ""schema"""' --extension-version 1.3 --comment 'it'"'"'s for \ and $$'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP EXTENSION pgcrypto;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '013_create_extension_pgcrypto';

COMMIT;
