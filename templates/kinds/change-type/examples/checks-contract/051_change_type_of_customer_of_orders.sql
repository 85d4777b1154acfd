-- Migration 051: Change type of customer of orders to bigint
-- Purpose: Room for more customers
-- Date: 2026-11-22
-- Command: new-migration change-type orders customer bigint --phase contract --key order_id

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '051_change_type_of_customer_of_orders') THEN
    RAISE EXCEPTION 'migration 051_change_type_of_customer_of_orders is applied already';
  END IF;
END
$$;

-- To give it up half-way: ALTER TABLE orders DROP CONSTRAINT IF EXISTS ck_orders_new_customer_not_null;

SET lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM orders
    WHERE new_customer IS NULL AND customer IS NOT NULL
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of orders that have customer and not new_customer', _offending
      USING HINT = 'See them with SELECT * FROM orders WHERE new_customer IS NULL AND customer IS NOT NULL;';
  END IF;
END
$$;

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM orders
    WHERE customer IS DISTINCT FROM new_customer::integer
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of orders with a value in customer that does not fit into bigint', _offending
      USING HINT = 'See them with SELECT * FROM orders WHERE customer IS DISTINCT FROM new_customer::integer;';
  END IF;
END
$$;

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = 'orders'::regclass
      AND conname = 'ck_orders_new_customer_not_null'
  ) THEN
    ALTER TABLE orders
      ADD CONSTRAINT ck_orders_new_customer_not_null CHECK (new_customer IS NOT NULL) NOT VALID;
  END IF;
END
$$;

ALTER TABLE orders
  VALIDATE CONSTRAINT ck_orders_new_customer_not_null;

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE orders
  VALIDATE CONSTRAINT new_ck_orders_customer;

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE orders
  VALIDATE CONSTRAINT new_fk_orders_customer;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE orders
  DROP CONSTRAINT ck_orders_customer;

ALTER TABLE orders
  DROP CONSTRAINT fk_orders_customer;

DO $$
DECLARE
  _names text := (
    SELECT string_agg(DISTINCT pg_describe_object(classid, objid, 0), ', ')
    FROM pg_attribute AS _column
    JOIN pg_depend ON refclassid = 'pg_class'::regclass AND refobjid = attrelid AND refobjsubid = attnum
    LEFT JOIN pg_constraint AS _constraint ON classid = 'pg_constraint'::regclass AND _constraint.oid = objid
    LEFT JOIN pg_index AS _index ON indexrelid = CASE WHEN contype = 'u' THEN conindid WHEN classid = 'pg_class'::regclass THEN objid END
    WHERE attrelid = 'orders'::regclass
      AND attname = 'customer'
      AND classid <> 'pg_attrdef'::regclass
      AND contype IS DISTINCT FROM 'n'
      AND indisunique IS DISTINCT FROM false
      AND NOT EXISTS (
        SELECT FROM pg_index AS _alike
        JOIN pg_attribute AS _new ON _new.attrelid = _alike.indrelid AND _new.attnum = ANY (_alike.indkey)
        WHERE _alike.indrelid = _column.attrelid
          AND _new.attname = 'new_customer'
          AND _alike.indisunique
          AND _alike.indisvalid
          AND _alike.indnkeyatts = _index.indnkeyatts
      )
  );
BEGIN
  IF _names IS NOT NULL THEN
    RAISE EXCEPTION '%: %', 'what is on customer of orders and would stay on it', _names
      USING HINT = 'Make the like of a unique index on new_customer first. Drop all else in a migration before this one, and make it again after.';
  END IF;
END
$$;

DROP TRIGGER zz_sync_orders_customer_new_customer ON orders;

DROP FUNCTION sync_orders_customer_new_customer();

ALTER TABLE orders
  RENAME COLUMN customer TO old_customer;

ALTER TABLE orders
  RENAME COLUMN new_customer TO customer;

ALTER TABLE orders
  ALTER COLUMN old_customer DROP NOT NULL;

ALTER TABLE orders
  ALTER COLUMN customer SET NOT NULL;

ALTER TABLE orders
  DROP CONSTRAINT ck_orders_new_customer_not_null;

ALTER TABLE orders
  RENAME CONSTRAINT new_ck_orders_customer TO ck_orders_customer;

COMMENT ON CONSTRAINT ck_orders_customer ON orders IS 'As the old system had it';

ALTER TABLE orders
  RENAME CONSTRAINT new_fk_orders_customer TO fk_orders_customer;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('051_change_type_of_customer_of_orders', CURRENT_TIMESTAMP);

COMMIT;
