-- Rollback 053: Index orders (new_customer)
-- Purpose: Room for more customers
-- Date: 2026-11-22
-- Command: new-migration change-type orders customer bigint --key order_id

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '053_index_new_customer_of_orders') THEN
    RAISE EXCEPTION 'migration 053_index_new_customer_of_orders is not applied';
  END IF;
END
$$;

SET lock_timeout = 0;

-- A run that was broken off may have dropped it; to undo what was never applied is refused above
DROP INDEX CONCURRENTLY IF EXISTS idx_orders_new_customer;

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS _new_053_idx_orders_new_customer;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '053_index_new_customer_of_orders';
