-- Migration 071: Create policy no_secrets on notes
-- Date: 2026-11-22
-- Command: new-migration create-policy notes 'no_secrets AS RESTRICTIVE FOR UPDATE TO pg_monitor, pg_read_all_stats USING (is_public)'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE POLICY no_secrets ON notes
  AS RESTRICTIVE
  FOR UPDATE
  TO pg_monitor, pg_read_all_stats
  USING (is_public);

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('071_create_policy_no_secrets_on_notes', CURRENT_TIMESTAMP);

COMMIT;
