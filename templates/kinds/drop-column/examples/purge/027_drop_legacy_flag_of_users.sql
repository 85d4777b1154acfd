-- Migration 027: Drop legacy_flag of users for good
-- Date: 2026-11-22
-- Command: new-migration drop-column users legacy_flag --phase purge

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  DROP COLUMN _dropped_020_legacy_flag;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('027_drop_legacy_flag_of_users', CURRENT_TIMESTAMP);

COMMIT;
