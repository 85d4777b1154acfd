-- Rollback 053: Change type of note of orders to text
-- Purpose: Some notes are longer
-- Date: 2026-11-22
-- Command: new-migration change-type orders note text

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM orders
    WHERE note IS DISTINCT FROM note::character varying(50)::text
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '% %', _offending, 'rows of orders have a value in note that does not fit into character varying(50)'
      USING HINT = 'See them with SELECT * FROM orders WHERE note IS DISTINCT FROM note::character varying(50)::text;';
  END IF;
END
$$;

ALTER TABLE orders
  ALTER COLUMN note TYPE character varying(50) COLLATE "C";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '053_change_type_of_note_of_orders';

COMMIT;
