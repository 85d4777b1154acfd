-- Migration 023: Drop shop.orders
-- Date: 2026-11-22
-- Command: new-migration drop-table shop.orders --now

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TABLE shop.orders;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('023_drop_orders', CURRENT_TIMESTAMP);

COMMIT;
