-- Migration 020: Set legacy_flag of users aside
-- Date: 2026-11-22
-- Command: new-migration drop-column users legacy_flag

BEGIN;

SET LOCAL lock_timeout = '2s';

-- It keeps its values, indexes and constraints until it is dropped for good
ALTER TABLE users
  RENAME COLUMN legacy_flag TO _dropped_020_legacy_flag;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('020_set_aside_legacy_flag_of_users', CURRENT_TIMESTAMP);

COMMIT;
