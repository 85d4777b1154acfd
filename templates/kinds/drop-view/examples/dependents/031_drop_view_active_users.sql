-- Migration 031: Drop view active_users
-- Date: 2026-11-22
-- Command: new-migration drop-view active_users --with-dependents

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP MATERIALIZED VIEW domain_counts;

DROP VIEW active_domains;

DROP VIEW active_users;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('031_drop_view_active_users', CURRENT_TIMESTAMP);

COMMIT;
