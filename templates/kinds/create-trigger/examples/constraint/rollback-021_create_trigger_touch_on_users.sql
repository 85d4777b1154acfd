-- Rollback 021: Create trigger touch on users
-- Date: 2026-11-22
-- Command: new-migration create-trigger "create constraint trigger touch after insert or update of email on users deferrable initially deferred for each row execute function touch('late')"

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TRIGGER touch ON users;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '021_create_trigger_touch_on_users';

COMMIT;
