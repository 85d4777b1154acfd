-- Rollback 039: Drop procedure forget(date)
-- Date: 2026-11-22
-- Command: new-migration drop-function 'forget(date)'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE PROCEDURE forget(IN before date)
 LANGUAGE sql
BEGIN ATOMIC
 DELETE FROM events
   WHERE (events.day < forget.before);
END;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '039_drop_procedure_forget';

COMMIT;
