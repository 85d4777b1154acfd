-- Rollback 020: Set legacy_flag of users aside
-- Date: 2026-11-22
-- Command: new-migration drop-column users legacy_flag

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  RENAME COLUMN _dropped_020_legacy_flag TO legacy_flag;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '020_set_aside_legacy_flag_of_users';

COMMIT;
