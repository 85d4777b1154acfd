-- Migration 072: Create policy nothing on notes
-- Date: 2026-11-22
-- Command: new-migration create-policy notes nothing

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE POLICY nothing ON notes;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('072_create_policy_nothing_on_notes', CURRENT_TIMESTAMP);

COMMIT;
