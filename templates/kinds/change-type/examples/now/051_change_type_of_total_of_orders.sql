-- Migration 051: Change type of total of orders to bigint
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
    WHERE total IS DISTINCT FROM total::bigint::integer
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '% %', _offending, 'rows of orders have a value in total that does not fit into bigint'
      USING HINT = 'See them with SELECT * FROM orders WHERE total IS DISTINCT FROM total::bigint::integer;';
  END IF;
END
$$;

DROP VIEW big;

ALTER TABLE orders
  ALTER COLUMN total TYPE bigint
  USING total::bigint;

CREATE VIEW big AS
 SELECT order_id,
    total
   FROM orders
  WHERE total > 1000;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('051_change_type_of_total_of_orders', CURRENT_TIMESTAMP);

COMMIT;
