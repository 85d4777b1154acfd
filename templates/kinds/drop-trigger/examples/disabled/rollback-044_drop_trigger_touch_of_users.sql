-- Rollback 044: Drop trigger touch of users
-- Date: 2026-11-22
-- Command: new-migration drop-trigger users touch

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE TRIGGER touch
  BEFORE UPDATE ON users
  FOR EACH ROW
  WHEN (old.email IS DISTINCT FROM new.email)
  EXECUTE FUNCTION touch('late');

ALTER TABLE users
  DISABLE TRIGGER touch;

COMMENT ON TRIGGER touch ON users IS 'Keeps updated_at';

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '044_drop_trigger_touch_of_users';

COMMIT;
