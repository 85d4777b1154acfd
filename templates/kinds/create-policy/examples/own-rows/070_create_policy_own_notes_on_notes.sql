-- Migration 070: Create policy own_notes on notes
-- Date: 2026-11-22
-- Command: new-migration create-policy notes 'own_notes FOR ALL TO PUBLIC USING (owner = current_user) WITH CHECK (owner = current_user AND NOT is_public)'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE POLICY own_notes ON notes
  FOR ALL
  TO PUBLIC
  USING (owner = CURRENT_USER)
  WITH CHECK (owner = CURRENT_USER AND NOT is_public);

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('070_create_policy_own_notes_on_notes', CURRENT_TIMESTAMP);

COMMIT;
