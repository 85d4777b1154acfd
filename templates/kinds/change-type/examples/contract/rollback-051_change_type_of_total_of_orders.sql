-- Rollback 051: Change type of total of orders to bigint
-- Purpose: Room for more
-- Date: 2026-11-22
-- Command: new-migration change-type orders total bigint --phase contract --key order_id

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '051_change_type_of_total_of_orders') THEN
    RAISE EXCEPTION 'migration 051_change_type_of_total_of_orders is not applied';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Refuse to undo what was broken off before it changed a column
DO $$
BEGIN
  IF to_regprocedure('sync_orders_total_new_total()') IS NOT NULL THEN
    RAISE EXCEPTION 'migration % has changed no column yet', '051_change_type_of_total_of_orders'
      USING HINT = 'Apply it again, or give it up as its forward script says.';
  END IF;
END
$$;

DO $$
DECLARE
  _value bigint;
  _fits boolean;
  _misfits bigint := 0;
  _examples text[];
BEGIN
  FOR _value IN
    SELECT orders.total
    FROM orders
    WHERE orders.total IS DISTINCT FROM orders.old_total::bigint
  LOOP
    BEGIN
      _fits := NOT (_value IS DISTINCT FROM _value::integer::bigint);
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
    RAISE EXCEPTION '%: %', 'rows of orders with a value in total that does not fit into integer', _misfits
      USING DETAIL = 'The first of them: ' || array_to_string(_examples, ', '),
            HINT = 'Write to total what it is to be.';
  END IF;
END
$$;

-- total stays the column that the application knows; old_total follows it
DO $migration$
BEGIN
  IF to_regprocedure('_sync_051_orders()') IS NULL THEN
    CREATE FUNCTION _sync_051_orders()
      RETURNS trigger
      LANGUAGE plpgsql
    AS $$
    #variable_conflict use_column
    BEGIN
      -- In an INSERT, OLD is NULL
      IF NEW.total IS DISTINCT FROM OLD.total THEN
        NEW.old_total := NEW.total;
      END IF;
      RETURN NEW;
    END
    $$;

    -- Triggers fire in the order of their names: this one after those that change what is written
    CREATE TRIGGER zz__sync_051_orders
      BEFORE INSERT OR UPDATE ON orders
      FOR EACH ROW
      EXECUTE FUNCTION _sync_051_orders();
  END IF;
END
$migration$;

DO $$
#variable_conflict use_column
<<_backfill>>
DECLARE
  from_1 orders.order_id%TYPE;
  to_1 orders.order_id%TYPE;
  touched bigint;
  total bigint := 0;
BEGIN
  IF NOT pg_try_advisory_lock(hashtextextended('051_change_type_of_total_of_orders', 0)) THEN
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
    SET old_total = orders.total::integer
    WHERE (orders.order_id) >= (_backfill.from_1)
      AND (orders.order_id) <= (_backfill.to_1)
      AND (orders.total IS DISTINCT FROM orders.old_total::bigint);
    GET DIAGNOSTICS touched = ROW_COUNT;
    total := _backfill.total + _backfill.touched;
    COMMIT;
    RAISE NOTICE '%: rows so far: %, through key %',
      'orders', _backfill.total, ROW(_backfill.to_1);
    PERFORM pg_sleep(0.01);
  END LOOP;
  PERFORM pg_advisory_unlock(hashtextextended('051_change_type_of_total_of_orders', 0));
END
$$;

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = 'orders'::regclass
      AND conname = 'ck_orders_old_total_not_null'
  ) THEN
    ALTER TABLE orders
      ADD CONSTRAINT ck_orders_old_total_not_null CHECK (old_total IS NOT NULL) NOT VALID;
  END IF;
END
$$;

ALTER TABLE orders
  VALIDATE CONSTRAINT ck_orders_old_total_not_null;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TRIGGER zz__sync_051_orders ON orders;

DROP FUNCTION _sync_051_orders();

DROP VIEW biggest;

DROP VIEW big;

ALTER TABLE orders
  RENAME COLUMN total TO new_total;

ALTER TABLE orders
  RENAME COLUMN old_total TO total;

ALTER TABLE orders
  ALTER COLUMN new_total DROP DEFAULT,
  ALTER COLUMN total SET DEFAULT 0,
  ALTER COLUMN new_total DROP NOT NULL;

ALTER TABLE orders
  ALTER COLUMN total SET NOT NULL;

ALTER TABLE orders
  DROP CONSTRAINT ck_orders_old_total_not_null;

COMMENT ON COLUMN orders.new_total IS NULL;

CREATE FUNCTION sync_orders_total_new_total()
  RETURNS trigger
  LANGUAGE plpgsql
AS $$
#variable_conflict use_column
BEGIN
  -- In an INSERT, OLD is NULL: new_total is taken if it is given
  IF NEW.new_total IS DISTINCT FROM OLD.new_total THEN
    NEW.total := NEW.new_total;
  ELSIF NEW.new_total IS NULL OR NEW.total IS DISTINCT FROM OLD.total THEN
    NEW.new_total := NEW.total;
  END IF;
  RETURN NEW;
END
$$;

-- Triggers fire in the order of their names: this one after those that change what is written
CREATE TRIGGER zz_sync_orders_total_new_total
  BEFORE INSERT OR UPDATE ON orders
  FOR EACH ROW
  EXECUTE FUNCTION sync_orders_total_new_total();

CREATE VIEW big AS
 SELECT order_id
   FROM orders
  WHERE total > 1000;

COMMENT ON VIEW big IS 'Orders to look at';

CREATE VIEW biggest AS
 SELECT max(order_id) AS biggest
   FROM big;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '051_change_type_of_total_of_orders';

COMMIT;
