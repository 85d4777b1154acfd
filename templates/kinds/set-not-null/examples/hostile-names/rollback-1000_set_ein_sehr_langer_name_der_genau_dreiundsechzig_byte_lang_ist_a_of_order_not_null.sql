-- Rollback 1000: Set "ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä" of "My Schema"."order" NOT NULL
-- Date: 2026-11-22
-- Command: new-migration set-not-null '"My Schema"."order"' '"ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä"'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1000_set_ein_sehr_langer_name_der_genau_dreiundsechzig_byte_lang_ist_a_of_order_not_null') THEN
    RAISE EXCEPTION 'migration 1000_set_ein_sehr_langer_name_der_genau_dreiundsechzig_byte_lang_ist_a_of_order_not_null is not applied';
  END IF;
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "My Schema"."order"
  ALTER COLUMN "ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä" DROP NOT NULL;

ALTER TABLE "My Schema"."order"
  ADD CONSTRAINT "ck_order_ein sehr langer Name, der genau dreiundsechzi_7ed990e9" CHECK ("ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä" IS NOT NULL) NOT VALID;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1000_set_ein_sehr_langer_name_der_genau_dreiundsechzig_byte_lang_ist_a_of_order_not_null';

COMMIT;
