-- Rollback 051: Change type of note of orders to text
-- Purpose: Some notes are longer
-- Date: 2026-11-22
-- Command: new-migration change-type orders note text

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _value text;
  _fits boolean;
  _misfits bigint := 0;
  _examples text[];
BEGIN
  FOR _value IN
    SELECT orders.note
    FROM orders
  LOOP
    BEGIN
      _fits := NOT (_value IS DISTINCT FROM _value::character varying(50)::text);
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
    RAISE EXCEPTION '%: %', 'rows of orders with a value in note that does not fit into character varying(50)', _misfits
      USING DETAIL = 'The first of them: ' || array_to_string(_examples, ', '),
            HINT = 'Write to note what it is to be.';
  END IF;
END
$$;

ALTER TABLE orders
  ALTER COLUMN note TYPE character varying(50);

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '051_change_type_of_note_of_orders';

COMMIT;
