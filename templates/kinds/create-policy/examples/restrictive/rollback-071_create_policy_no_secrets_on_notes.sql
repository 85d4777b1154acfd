-- Rollback 071: Create policy no_secrets on notes
-- Date: 2026-11-22
-- Command: new-migration create-policy notes 'no_secrets AS RESTRICTIVE FOR UPDATE TO pg_monitor, pg_read_all_stats USING (is_public)'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP POLICY no_secrets ON notes;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '071_create_policy_no_secrets_on_notes';

COMMIT;
