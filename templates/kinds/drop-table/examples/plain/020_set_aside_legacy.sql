-- Migration 020: Set legacy aside
-- Date: 2026-11-22
-- Command: new-migration drop-table legacy

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE SCHEMA _dropped_020_legacy;

COMMENT ON SCHEMA _dropped_020_legacy IS 'Set aside by migration 020_set_aside_legacy';

-- Foreign keys are checked as the owner of the table, who may be another; its own privileges stay as they are
GRANT USAGE ON SCHEMA _dropped_020_legacy TO PUBLIC;

-- It keeps its rows, indexes, constraints, triggers and privileges until it is dropped for good
ALTER TABLE public.legacy
  SET SCHEMA _dropped_020_legacy;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('020_set_aside_legacy', CURRENT_TIMESTAMP);

COMMIT;
