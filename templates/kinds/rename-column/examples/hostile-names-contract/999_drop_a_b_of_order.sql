-- Migration 999: Rename "a""b" of "My Schema"."order" to "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" for good
-- Date: 2026-11-22
-- Command: new-migration rename-column '"My Schema"."order"' '"a""b"' 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --key '"select", "My Column"' --phase contract --index '"select", ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --unique 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '999_drop_a_b_of_order') THEN
    RAISE EXCEPTION 'migration 999_drop_a_b_of_order is applied already';
  END IF;
END
$$;

-- To give it up half-way: leave it, it has changed nothing

SET lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM "My Schema"."order"
    WHERE ROW("ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä")::record *<> ROW("a""b")::record
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of "My Schema"."order" that differ in "a""b" and "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä"', _offending
      USING HINT = 'See them with SELECT * FROM "My Schema"."order" WHERE ROW("ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä")::record *<> ROW("a""b")::record;';
  END IF;
END
$$;

DO $$
DECLARE
  _names text := (
    SELECT string_agg(DISTINCT pg_describe_object(classid, objid, 0), ', ')
    FROM pg_depend
    JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
    WHERE refclassid = 'pg_class'::regclass
      AND attrelid = '"My Schema"."order"'::regclass
      AND attname = 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä'
      AND deptype IN ('a', 'i')
      AND objid <> '"My Schema".idx_order_select_ein_sehr_langer_name_der_genau_dreiun_08862698'::regclass
      AND objid <> '"My Schema".uq_order_ein_sehr_langer_name_der_genau_dreiundsechzig_4085f0f7'::regclass
  );
BEGIN
  IF _names IS NOT NULL THEN
    RAISE EXCEPTION '%: %', 'what is on "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" of "My Schema"."order" alone', _names
      USING HINT = 'They would be dropped with this copy: make them on "a""b", which takes its name, and drop them.';
  END IF;
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TRIGGER "zz_sync_order_a""b_ein_sehr_langer_name_der_genau_dreiu_bcb1f8d4" ON "My Schema"."order";

DROP FUNCTION "My Schema"."sync_order_a""b_ein_sehr_langer_name_der_genau_dreiunds_bb2a043c"();

ALTER TABLE "My Schema"."order"
  DROP COLUMN "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä";

ALTER TABLE "My Schema"."order"
  RENAME COLUMN "a""b" TO "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä";

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('999_drop_a_b_of_order', CURRENT_TIMESTAMP);

COMMIT;
