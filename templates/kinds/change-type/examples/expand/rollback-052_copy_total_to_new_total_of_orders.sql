-- Rollback 052: Copy total to new_total of orders
-- Purpose: Room for more
-- Date: 2026-11-22
-- Command: new-migration change-type orders total bigint --key order_id

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '052_copy_total_to_new_total_of_orders') THEN
    RAISE EXCEPTION 'migration 052_copy_total_to_new_total_of_orders is not applied';
  END IF;
END
$$;

-- Data lost: what new_total of orders had before, which total has too
SET lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM orders
    WHERE new_total IS NOT NULL
      AND new_total IS DISTINCT FROM orders.total::bigint
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of orders with a value in new_total that total has not', _offending
      USING HINT = 'Write to total what it is to be.';
  END IF;
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

-- All of its values are in total: a new column is empty at once, where an UPDATE would take long
ALTER TABLE orders
  DROP COLUMN new_total,
  ADD COLUMN new_total bigint NULL;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '052_copy_total_to_new_total_of_orders';

COMMIT;
