-- Rollback 022: Create trigger count_changes on users
-- Date: 2026-11-22
-- Command: new-migration create-trigger $'CREATE TRIGGER count_changes\n  AFTER UPDATE ON users\n  REFERENCING OLD TABLE AS before NEW TABLE AS after\n  FOR EACH STATEMENT\n  EXECUTE FUNCTION touch()\n'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TRIGGER count_changes ON users;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '022_create_trigger_count_changes_on_users';

COMMIT;
