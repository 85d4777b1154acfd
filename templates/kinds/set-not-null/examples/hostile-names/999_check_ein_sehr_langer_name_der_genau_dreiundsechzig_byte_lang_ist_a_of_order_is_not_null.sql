-- Migration 999: Check that "ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä" of "My Schema"."order" is not NULL
-- Date: 2026-11-22
-- Command: new-migration set-not-null '"My Schema"."order"' '"ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä"'

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _names text := (
    SELECT attname
    FROM pg_attribute
    WHERE attrelid = '"My Schema"."order"'::regclass
      AND attname = 'ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä'
      AND attnotnull
  );
BEGIN
  IF _names IS NOT NULL THEN
    RAISE EXCEPTION '%: %', 'columns of "My Schema"."order" that are NOT NULL already', _names
      USING HINT = 'Leave this migration out.';
  END IF;
END
$$;

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM "My Schema"."order"
    WHERE "ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä" IS NULL
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of "My Schema"."order" that have NULL in "ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä"', _offending
      USING HINT = 'Fill them first, as new-migration backfill does.';
  END IF;
END
$$;

ALTER TABLE "My Schema"."order"
  ADD CONSTRAINT "ck_order_ein sehr langer Name, der genau dreiundsechzi_7ed990e9" CHECK ("ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä" IS NOT NULL) NOT VALID;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('999_check_ein_sehr_langer_name_der_genau_dreiundsechzig_byte_lang_ist_a_of_order_is_not_null', CURRENT_TIMESTAMP);

COMMIT;
