-- Migration 027: Drop legacy for good
-- Date: 2026-11-22
-- Command: new-migration drop-table legacy --phase purge

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TABLE _dropped_020_legacy.legacy;

DROP SCHEMA _dropped_020_legacy;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('027_drop_legacy', CURRENT_TIMESTAMP);

COMMIT;
