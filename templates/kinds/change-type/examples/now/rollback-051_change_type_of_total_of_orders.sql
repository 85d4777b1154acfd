-- Rollback 051: Change type of total of orders to bigint
-- Purpose: Room for more
-- Date: 2026-11-22
-- Command: new-migration change-type orders total bigint --now

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM orders
    WHERE total IS DISTINCT FROM total::integer::bigint
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '% %', _offending, 'rows of orders have a value in total that does not fit into integer'
      USING HINT = 'See them with SELECT * FROM orders WHERE total IS DISTINCT FROM total::integer::bigint;';
  END IF;
END
$$;

DROP VIEW big;

ALTER TABLE orders
  ALTER COLUMN total TYPE integer
  USING total::integer;

CREATE VIEW big AS
 SELECT order_id,
    total
   FROM orders
  WHERE total > 1000;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '051_change_type_of_total_of_orders';

COMMIT;
