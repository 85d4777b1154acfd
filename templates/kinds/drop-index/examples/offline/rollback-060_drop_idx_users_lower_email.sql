-- Rollback 060: Drop index idx_users_lower_email
-- Date: 2026-11-22
-- Command: new-migration drop-index idx_users_lower_email --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE INDEX idx_users_lower_email
  ON users (lower(email) DESC) INCLUDE (id) WITH (fillfactor='70')
  WHERE deleted_at IS NULL;

ALTER INDEX idx_users_lower_email
  ALTER COLUMN 1 SET STATISTICS 500;

COMMENT ON INDEX idx_users_lower_email IS 'For the login';

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '060_drop_idx_users_lower_email';

COMMIT;
