-- Migration 1000: Copy "a""b" to "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" of "My Schema"."order"
-- Date: 2026-11-22
-- Command: new-migration rename-column '"My Schema"."order"' '"a""b"' 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --key '"select", "My Column"' --index '"select", ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --unique 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1000_copy_a_b_to_ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_a_of_order') THEN
    RAISE EXCEPTION 'migration 1000_copy_a_b_to_ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_a_of_order is applied already';
  END IF;
END
$$;

SET lock_timeout = '2s';

DO $$
#variable_conflict use_column
<<_backfill>>
DECLARE
  from_1 "My Schema"."order"."select"%TYPE;
  to_1 "My Schema"."order"."select"%TYPE;
  from_2 "My Schema"."order"."My Column"%TYPE;
  to_2 "My Schema"."order"."My Column"%TYPE;
  touched bigint;
  total bigint := 0;
BEGIN
  IF NOT pg_try_advisory_lock(hashtextextended('1000_copy_a_b_to_ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_a_of_order', 0)) THEN
    RAISE EXCEPTION 'another session is running this script';
  END IF;
  IF EXISTS (SELECT FROM "My Schema"."order" WHERE "select" IS NULL OR "My Column" IS NULL) THEN
    RAISE EXCEPTION 'there are rows whose key is NULL: they would be passed over'
      USING HINT = 'Choose a key that every row has.';
  END IF;
  LOOP
    IF _backfill.to_1 IS NULL THEN
      SELECT "select", "My Column" INTO from_1, from_2
      FROM "My Schema"."order"
      ORDER BY "select", "My Column"
      LIMIT 1;
    ELSE
      SELECT "select", "My Column" INTO from_1, from_2
      FROM "My Schema"."order"
      WHERE ("select", "My Column") > (_backfill.to_1, _backfill.to_2)
      ORDER BY "select", "My Column"
      LIMIT 1;
    END IF;
    EXIT WHEN NOT FOUND;

    -- The last key of this batch
    SELECT "select", "My Column" INTO to_1, to_2
    FROM (
      SELECT "select", "My Column"
      FROM "My Schema"."order"
      WHERE ("select", "My Column") >= (_backfill.from_1, _backfill.from_2)
      ORDER BY "select", "My Column"
      LIMIT 5000
    ) AS _batch
    ORDER BY "select" DESC, "My Column" DESC
    LIMIT 1;

    UPDATE "My Schema"."order"
    SET "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" = "a""b"
    WHERE ("order"."select", "order"."My Column") >= (_backfill.from_1, _backfill.from_2)
      AND ("order"."select", "order"."My Column") <= (_backfill.to_1, _backfill.to_2)
      AND (ROW("ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä")::record *<> ROW("a""b")::record);
    GET DIAGNOSTICS touched = ROW_COUNT;
    total := _backfill.total + _backfill.touched;
    COMMIT;
    RAISE NOTICE '%: rows so far: %, through key %',
      '"My Schema"."order"', _backfill.total, ROW(_backfill.to_1, _backfill.to_2);
    PERFORM pg_sleep(0.01);
  END LOOP;
  PERFORM pg_advisory_unlock(hashtextextended('1000_copy_a_b_to_ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_a_of_order', 0));
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1000_copy_a_b_to_ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_a_of_order', CURRENT_TIMESTAMP);
