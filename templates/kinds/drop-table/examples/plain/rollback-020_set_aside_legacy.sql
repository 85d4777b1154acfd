-- Rollback 020: Set legacy aside
-- Date: 2026-11-22
-- Command: new-migration drop-table legacy

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE _dropped_020_legacy.legacy
  SET SCHEMA public;

DROP SCHEMA _dropped_020_legacy;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '020_set_aside_legacy';

COMMIT;
