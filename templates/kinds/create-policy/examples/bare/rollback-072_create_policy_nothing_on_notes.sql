-- Rollback 072: Create policy nothing on notes
-- Date: 2026-11-22
-- Command: new-migration create-policy notes nothing

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP POLICY nothing ON notes;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '072_create_policy_nothing_on_notes';

COMMIT;
