-- Migration 999: Add "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" beside "a""b" to "My Schema"."order"
-- Date: 2026-11-22
-- Command: new-migration rename-column '"My Schema"."order"' '"a""b"' 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --key '"select", "My Column"' --index '"select", ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --unique 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "My Schema"."order"
  ADD COLUMN "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" text COLLATE "C" NULL;

CREATE FUNCTION "My Schema"."sync_order_a""b_ein_sehr_langer_name_der_genau_dreiunds_bb2a043c"()
  RETURNS trigger
  LANGUAGE plpgsql
AS $$
BEGIN
  -- In an INSERT, OLD is NULL: "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" is taken if it is given
  IF ROW(NEW."ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä")::record *<> ROW(OLD."ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä")::record THEN
    NEW."a""b" := NEW."ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä";
  ELSE
    NEW."ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" := NEW."a""b";
  END IF;
  RETURN NEW;
END
$$;

-- Triggers fire in the order of their names: this one after those that change what is written
CREATE TRIGGER "zz_sync_order_a""b_ein_sehr_langer_name_der_genau_dreiu_bcb1f8d4"
  BEFORE INSERT OR UPDATE ON "My Schema"."order"
  FOR EACH ROW
  EXECUTE FUNCTION "My Schema"."sync_order_a""b_ein_sehr_langer_name_der_genau_dreiunds_bb2a043c"();

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('999_add_ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_a_beside_a_b_to_order', CURRENT_TIMESTAMP);

COMMIT;
