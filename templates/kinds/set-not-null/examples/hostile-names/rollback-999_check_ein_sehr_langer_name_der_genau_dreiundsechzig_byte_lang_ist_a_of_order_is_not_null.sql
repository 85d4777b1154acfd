-- Rollback 999: Check that "ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä" of "My Schema"."order" is not NULL
-- Date: 2026-11-22
-- Command: new-migration set-not-null '"My Schema"."order"' '"ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä"'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "My Schema"."order"
  DROP CONSTRAINT "ck_order_ein sehr langer Name, der genau dreiundsechzi_7ed990e9";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '999_check_ein_sehr_langer_name_der_genau_dreiundsechzig_byte_lang_ist_a_of_order_is_not_null';

COMMIT;
