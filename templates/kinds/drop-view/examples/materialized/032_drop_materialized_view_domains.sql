-- Migration 032: Drop materialized view domains
-- Date: 2026-11-22
-- Command: new-migration drop-view domains

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP MATERIALIZED VIEW domains;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('032_drop_materialized_view_domains', CURRENT_TIMESTAMP);

COMMIT;
