-- Migration 040: Replace function add(integer, integer)
-- Purpose: A missing number counts as 0
-- Date: 2026-11-22
-- Command: new-migration replace-function 'CREATE FUNCTION add(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(a, 0) + coalesce(b, 0) $$'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE OR REPLACE FUNCTION add(a int, b int) RETURNS int
  LANGUAGE sql IMMUTABLE
  AS $$ SELECT coalesce(a, 0) + coalesce(b, 0) $$;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('040_replace_function_add', CURRENT_TIMESTAMP);

COMMIT;
