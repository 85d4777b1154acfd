-- Rollback 070: Create policy own_notes on notes
-- Date: 2026-11-22
-- Command: new-migration create-policy notes 'own_notes FOR ALL TO PUBLIC USING (owner = current_user) WITH CHECK (owner = current_user AND NOT is_public)'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP POLICY own_notes ON notes;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '070_create_policy_own_notes_on_notes';

COMMIT;
