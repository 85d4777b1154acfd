-- Migration 053: Index orders (new_customer)
-- Purpose: Room for more customers
-- Date: 2026-11-22
-- Command: new-migration change-type orders customer bigint --key order_id

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '053_index_new_customer_of_orders') THEN
    RAISE EXCEPTION 'migration 053_index_new_customer_of_orders is applied already';
  END IF;
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'idx_orders_new_customer'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'orders'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', 'idx_orders_new_customer';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('_new_053_idx_orders_new_customer')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS _new_053_idx_orders_new_customer;

CREATE INDEX CONCURRENTLY _new_053_idx_orders_new_customer
  ON orders (new_customer);

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('_new_053_idx_orders_new_customer')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX _new_053_idx_orders_new_customer
  RENAME TO idx_orders_new_customer;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('053_index_new_customer_of_orders', CURRENT_TIMESTAMP);

COMMIT;
