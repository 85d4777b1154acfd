-- Rollback 020: Create trigger touch on users
-- Date: 2026-11-22
-- Command: new-migration create-trigger 'CREATE TRIGGER touch BEFORE UPDATE ON users FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email) EXECUTE FUNCTION touch()' --comment 'Keeps updated_at'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TRIGGER touch ON users;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '020_create_trigger_touch_on_users';

COMMIT;
