-- Rollback 043: Delete rows of sessions
-- Date: 2026-11-22
-- Command: new-migration delete-rows sessions --where 'expires_at < now()' --undo nothing --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Data lost: the rows of sessions that migration 043 deleted, for they were not kept

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '043_delete_rows_of_sessions';

COMMIT;
