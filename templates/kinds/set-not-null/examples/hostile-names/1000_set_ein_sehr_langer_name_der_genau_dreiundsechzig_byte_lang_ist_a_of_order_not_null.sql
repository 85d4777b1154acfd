-- Migration 1000: Set "ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä" of "My Schema"."order" NOT NULL
-- Date: 2026-11-22
-- Command: new-migration set-not-null '"My Schema"."order"' '"ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä"'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1000_set_ein_sehr_langer_name_der_genau_dreiundsechzig_byte_lang_ist_a_of_order_not_null') THEN
    RAISE EXCEPTION 'migration 1000_set_ein_sehr_langer_name_der_genau_dreiundsechzig_byte_lang_ist_a_of_order_not_null is applied already';
  END IF;
END
$$;

SET lock_timeout = '2s';

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
  VALIDATE CONSTRAINT "ck_order_ein sehr langer Name, der genau dreiundsechzi_7ed990e9";

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

-- The check that holds for all rows spares the scan; in one statement it would be gone before
ALTER TABLE "My Schema"."order"
  ALTER COLUMN "ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä" SET NOT NULL;

ALTER TABLE "My Schema"."order"
  DROP CONSTRAINT "ck_order_ein sehr langer Name, der genau dreiundsechzi_7ed990e9";

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1000_set_ein_sehr_langer_name_der_genau_dreiundsechzig_byte_lang_ist_a_of_order_not_null', CURRENT_TIMESTAMP);

COMMIT;
