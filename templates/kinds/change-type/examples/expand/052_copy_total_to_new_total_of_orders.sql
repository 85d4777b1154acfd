-- Migration 052: Copy total to new_total of orders
-- Purpose: Room for more
-- Date: 2026-11-22
-- Command: new-migration change-type orders total bigint --key order_id

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '052_copy_total_to_new_total_of_orders') THEN
    RAISE EXCEPTION 'migration 052_copy_total_to_new_total_of_orders is applied already';
  END IF;
END
$$;

SET lock_timeout = '2s';

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

-- An UPDATE that changes nothing: the trigger fills new_total
DO $$
#variable_conflict use_column
<<_backfill>>
DECLARE
  from_1 orders.order_id%TYPE;
  to_1 orders.order_id%TYPE;
  touched bigint;
  total bigint := 0;
BEGIN
  IF NOT pg_try_advisory_lock(hashtextextended('052_copy_total_to_new_total_of_orders', 0)) THEN
    RAISE EXCEPTION 'another session is running this script';
  END IF;
  IF EXISTS (SELECT FROM orders WHERE order_id IS NULL) THEN
    RAISE EXCEPTION 'there are rows whose key is NULL: they would be passed over'
      USING HINT = 'Choose a key that every row has.';
  END IF;
  LOOP
    IF _backfill.to_1 IS NULL THEN
      SELECT order_id INTO from_1
      FROM orders
      ORDER BY order_id
      LIMIT 1;
    ELSE
      SELECT order_id INTO from_1
      FROM orders
      WHERE (order_id) > (_backfill.to_1)
      ORDER BY order_id
      LIMIT 1;
    END IF;
    EXIT WHEN NOT FOUND;

    -- The last key of this batch
    SELECT order_id INTO to_1
    FROM (
      SELECT order_id
      FROM orders
      WHERE (order_id) >= (_backfill.from_1)
      ORDER BY order_id
      LIMIT 5000
    ) AS _batch
    ORDER BY order_id DESC
    LIMIT 1;

    UPDATE orders
    SET total = total
    WHERE (orders.order_id) >= (_backfill.from_1)
      AND (orders.order_id) <= (_backfill.to_1)
      AND (new_total IS NULL AND total IS NOT NULL);
    GET DIAGNOSTICS touched = ROW_COUNT;
    total := _backfill.total + _backfill.touched;
    COMMIT;
    RAISE NOTICE '%: rows so far: %, through key %',
      'orders', _backfill.total, ROW(_backfill.to_1);
    PERFORM pg_sleep(0.01);
  END LOOP;
  PERFORM pg_advisory_unlock(hashtextextended('052_copy_total_to_new_total_of_orders', 0));
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('052_copy_total_to_new_total_of_orders', CURRENT_TIMESTAMP);
