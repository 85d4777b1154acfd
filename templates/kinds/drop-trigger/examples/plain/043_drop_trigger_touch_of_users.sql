-- Migration 043: Drop trigger touch of users
-- Date: 2026-11-22
-- Command: new-migration drop-trigger users touch

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TRIGGER touch ON users;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('043_drop_trigger_touch_of_users', CURRENT_TIMESTAMP);

COMMIT;
