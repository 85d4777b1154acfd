-- Rollback 999: Rename "a""b" of "My Schema"."order" to "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" for good
-- Date: 2026-11-22
-- Command: new-migration rename-column '"My Schema"."order"' '"a""b"' 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --phase contract --index '"select", ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --unique 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "My Schema"."order"
  RENAME COLUMN "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" TO "a""b";

ALTER TABLE "My Schema"."order"
  ADD COLUMN "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" text COLLATE "C" NULL;

COMMENT ON COLUMN "My Schema"."order"."ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" IS 'It''s $$ new';

UPDATE "My Schema"."order"
SET "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" = "a""b"
WHERE ROW("ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä")::record *<> ROW("a""b")::record;

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

CREATE INDEX idx_order_select_ein_sehr_langer_name_der_genau_dreiun_08862698
  ON "My Schema"."order" ("select", "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä");

CREATE UNIQUE INDEX uq_order_ein_sehr_langer_name_der_genau_dreiundsechzig_4085f0f7
  ON "My Schema"."order" ("ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä");

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '999_drop_a_b_of_order';

COMMIT;
