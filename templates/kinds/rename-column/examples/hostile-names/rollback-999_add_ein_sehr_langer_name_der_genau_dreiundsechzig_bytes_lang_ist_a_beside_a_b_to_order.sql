-- Rollback 999: Add "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" beside "a""b" to "My Schema"."order"
-- Date: 2026-11-22
-- Command: new-migration rename-column '"My Schema"."order"' '"a""b"' 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --key '"select", "My Column"' --index '"select", ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --unique 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä'

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM "My Schema"."order"
    WHERE "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" IS NOT NULL
      AND ROW("ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä")::record *<> ROW("a""b")::record
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of "My Schema"."order" with a value in "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" that "a""b" has not', _offending
      USING HINT = 'See them with SELECT * FROM "My Schema"."order" WHERE "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" IS NOT NULL AND ROW("ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä")::record *<> ROW("a""b")::record;';
  END IF;
END
$$;

DROP TRIGGER "zz_sync_order_a""b_ein_sehr_langer_name_der_genau_dreiu_bcb1f8d4" ON "My Schema"."order";

DROP FUNCTION "My Schema"."sync_order_a""b_ein_sehr_langer_name_der_genau_dreiunds_bb2a043c"();

ALTER TABLE "My Schema"."order"
  DROP COLUMN "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '999_add_ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_a_beside_a_b_to_order';

COMMIT;
