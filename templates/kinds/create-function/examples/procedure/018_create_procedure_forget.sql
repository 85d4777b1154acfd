-- Migration 018: Create procedure forget(date, character varying[])
-- Date: 2026-11-22
-- Command: new-migration create-function "create procedure forget(before date, out forgotten bigint, variadic names varchar(10)[] default '{}') begin atomic select 1; end" --comment 'Forgets old events'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE PROCEDURE forget(before date, out forgotten bigint, VARIADIC names varchar(10)[] DEFAULT '{}')
  BEGIN ATOMIC SELECT 1; END;

COMMENT ON PROCEDURE forget(date, character varying[]) IS 'Forgets old events';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('018_create_procedure_forget', CURRENT_TIMESTAMP);

COMMIT;
