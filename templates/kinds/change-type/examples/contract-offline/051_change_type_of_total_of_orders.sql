-- Migration 051: Change type of total of orders to text
-- Purpose: Cents count
-- Date: 2026-11-22
-- Command: new-migration change-type orders total text --using "total || ' EUR'" --using-back "replace(total, ' EUR', '')::integer" --phase contract --default "'0 EUR'" --unique new_total --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM orders
    WHERE new_total IS NULL AND total IS NOT NULL
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '% %', _offending, 'rows of orders have total and not new_total'
      USING HINT = 'See them with SELECT * FROM orders WHERE new_total IS NULL AND total IS NOT NULL;';
  END IF;
END
$$;

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM pg_attribute
    JOIN pg_depend ON refclassid = 'pg_class'::regclass AND refobjid = attrelid AND refobjsubid = attnum
    LEFT JOIN pg_index ON classid = 'pg_class'::regclass AND indexrelid = objid
    LEFT JOIN pg_constraint AS _constraint ON classid = 'pg_constraint'::regclass AND _constraint.oid = objid
    WHERE attrelid = 'orders'::regclass
      AND attname = 'total'
      AND (attacl IS NOT NULL OR (classid <> 'pg_attrdef'::regclass AND indexrelid IS NULL AND contype IS DISTINCT FROM 'n'))
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '% %', _offending, 'objects (a view, a constraint, a privilege) are on total of orders and would stay on it'
      USING HINT = 'Drop them, and make them again when this is applied.';
  END IF;
END
$$;

DROP TRIGGER zz_sync_orders_total_new_total ON orders;

DROP FUNCTION sync_orders_total_new_total();

ALTER TABLE orders
  RENAME COLUMN total TO old_total;

ALTER TABLE orders
  RENAME COLUMN new_total TO total;

ALTER TABLE orders
  ALTER COLUMN old_total DROP DEFAULT,
  ALTER COLUMN total SET DEFAULT '0 EUR',
  ALTER COLUMN old_total DROP NOT NULL;

ALTER TABLE orders
  ALTER COLUMN total SET NOT NULL;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('051_change_type_of_total_of_orders', CURRENT_TIMESTAMP);

COMMIT;
