-- Rollback 027: Drop legacy_flag of users for good
-- Date: 2026-11-22
-- Command: new-migration drop-column users legacy_flag --phase purge

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Data lost: the values of _dropped_020_legacy_flag of users
ALTER TABLE users
  ADD COLUMN _dropped_020_legacy_flag boolean DEFAULT false NOT NULL;

COMMENT ON COLUMN users._dropped_020_legacy_flag IS 'Came from the old system';

CREATE INDEX idx_users_legacy_flag_email
  ON users (_dropped_020_legacy_flag, email);

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '027_drop_legacy_flag_of_users';

COMMIT;
