-- Migration 060: Set the default of status of users
-- Date: 2026-11-22
-- Command: new-migration set-default users status "'active'"

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  ALTER COLUMN status SET DEFAULT 'active';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('060_set_default_of_status_of_users', CURRENT_TIMESTAMP);

COMMIT;
