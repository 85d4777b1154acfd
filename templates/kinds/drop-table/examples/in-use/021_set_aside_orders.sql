-- Migration 021: Set shop.orders aside
-- Date: 2026-11-22
-- Command: new-migration drop-table shop.orders

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE SCHEMA _dropped_021_orders;

COMMENT ON SCHEMA _dropped_021_orders IS 'Set aside by migration 021_set_aside_orders';

-- Foreign keys are checked as the owner of the table, who may be another; its own privileges stay as they are
GRANT USAGE ON SCHEMA _dropped_021_orders TO PUBLIC;

-- It keeps its rows, indexes, constraints, triggers and privileges until it is dropped for good
ALTER TABLE shop.orders
  SET SCHEMA _dropped_021_orders;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('021_set_aside_orders', CURRENT_TIMESTAMP);

COMMIT;
