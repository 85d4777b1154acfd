-- Rollback 051: Add new_total of type text beside total to orders
-- Purpose: Cents count
-- Date: 2026-11-22
-- Command: new-migration change-type orders total text --using "total || ' EUR'" --using-back "replace(total, ' EUR', '')::integer" --unique new_total --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM orders
    WHERE new_total IS NOT NULL
      AND new_total IS DISTINCT FROM (SELECT total || ' EUR' FROM (SELECT orders.total AS total) AS orders)
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of orders with a value in new_total that total has not', _offending
      USING HINT = 'Write to total what it is to be.';
  END IF;
END
$$;

DROP TRIGGER zz_sync_orders_total_new_total ON orders;

DROP FUNCTION sync_orders_total_new_total();

ALTER TABLE orders
  DROP COLUMN new_total;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '051_add_new_total_beside_total_to_orders';

COMMIT;
