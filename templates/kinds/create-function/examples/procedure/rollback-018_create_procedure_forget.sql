-- Rollback 018: Create procedure forget(date, character varying[])
-- Date: 2026-11-22
-- Command: new-migration create-function "create procedure forget(before date, out forgotten bigint, variadic names varchar(10)[] default '{}') begin atomic select 1; end" --comment 'Forgets old events'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP PROCEDURE forget(date, character varying[]);

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '018_create_procedure_forget';

COMMIT;
