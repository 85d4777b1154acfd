-- Migration 039: Drop procedure forget(date)
-- Date: 2026-11-22
-- Command: new-migration drop-function 'forget(date)'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP PROCEDURE forget(date);

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('039_drop_procedure_forget', CURRENT_TIMESTAMP);

COMMIT;
