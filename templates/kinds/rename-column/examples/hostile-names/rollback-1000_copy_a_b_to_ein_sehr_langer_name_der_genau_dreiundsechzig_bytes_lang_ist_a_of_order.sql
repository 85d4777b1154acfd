-- Rollback 1000: Copy "a""b" to "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" of "My Schema"."order"
-- Date: 2026-11-22
-- Command: new-migration rename-column '"My Schema"."order"' '"a""b"' 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --key '"select", "My Column"' --index '"select", ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --unique 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1000_copy_a_b_to_ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_a_of_order') THEN
    RAISE EXCEPTION 'migration 1000_copy_a_b_to_ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_a_of_order is not applied';
  END IF;
END
$$;

-- Data lost: what "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" of "My Schema"."order" had before, which "a""b" has too
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

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

-- All of its values are in "a""b": a new column is empty at once, where an UPDATE would take long
ALTER TABLE "My Schema"."order"
  DROP COLUMN "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä",
  ADD COLUMN "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" text COLLATE "C" NULL;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1000_copy_a_b_to_ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_a_of_order';

COMMIT;
