-- Migration 051: Change type of total of orders to bigint
-- Purpose: Room for more
-- Date: 2026-11-22
-- Command: new-migration change-type orders total bigint --now

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _value integer;
  _fits boolean;
  _misfits bigint := 0;
  _examples text[];
BEGIN
  FOR _value IN
    SELECT orders.total
    FROM orders
  LOOP
    BEGIN
      _fits := NOT (_value IS DISTINCT FROM _value::bigint::integer);
    EXCEPTION
      WHEN data_exception OR integrity_constraint_violation THEN
        _fits := false;
    END;
    IF NOT _fits THEN
      _misfits := _misfits + 1;
      IF _misfits <= 5 THEN
        _examples := _examples || left(_value::text, 60);
      END IF;
    END IF;
  END LOOP;
  IF _misfits > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of orders with a value in total that does not fit into bigint', _misfits
      USING DETAIL = 'The first of them: ' || array_to_string(_examples, ', '),
            HINT = 'Write to total what it is to be.';
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
