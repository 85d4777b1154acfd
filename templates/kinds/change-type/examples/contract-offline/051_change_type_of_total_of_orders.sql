-- Migration 051: Change type of total of orders to text
-- Purpose: Cents count
-- Date: 2026-11-22
-- Command: new-migration change-type orders total text --phase contract --using "total || ' EUR'" --using-back "replace(total, ' EUR', '')::integer" --default "'0 EUR'" --offline

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
    RAISE EXCEPTION '%: %', 'rows of orders that have total and not new_total', _offending
      USING HINT = 'See them with SELECT * FROM orders WHERE new_total IS NULL AND total IS NOT NULL;';
  END IF;
END
$$;

DO $$
DECLARE
  _names text := (
    SELECT string_agg(DISTINCT pg_describe_object(classid, objid, 0), ', ')
    FROM pg_attribute AS _column
    JOIN pg_depend ON refclassid = 'pg_class'::regclass AND refobjid = attrelid AND refobjsubid = attnum
    LEFT JOIN pg_constraint AS _constraint ON classid = 'pg_constraint'::regclass AND _constraint.oid = objid
    LEFT JOIN pg_index AS _index ON indexrelid = CASE WHEN contype = 'u' THEN conindid WHEN classid = 'pg_class'::regclass THEN objid END
    WHERE attrelid = 'orders'::regclass
      AND attname = 'total'
      AND classid <> 'pg_attrdef'::regclass
      AND contype IS DISTINCT FROM 'n'
      AND indisunique IS DISTINCT FROM false
      AND NOT EXISTS (
        SELECT FROM pg_index AS _alike
        JOIN pg_attribute AS _new ON _new.attrelid = _alike.indrelid AND _new.attnum = ANY (_alike.indkey)
        WHERE _alike.indrelid = _column.attrelid
          AND _new.attname = 'new_total'
          AND _alike.indisunique
          AND _alike.indisvalid
          AND _alike.indnkeyatts = _index.indnkeyatts
      )
  );
BEGIN
  IF _names IS NOT NULL THEN
    RAISE EXCEPTION '%: %', 'what is on total of orders and would stay on it', _names
      USING HINT = 'Make the like of a unique index on new_total first. Drop all else in a migration before this one, and make it again after.';
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
