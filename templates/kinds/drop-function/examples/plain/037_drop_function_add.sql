-- Migration 037: Drop function add(integer, integer)
-- Date: 2026-11-22
-- Command: new-migration drop-function 'add(int, int)'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP FUNCTION add(integer, integer);

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('037_drop_function_add', CURRENT_TIMESTAMP);

COMMIT;
