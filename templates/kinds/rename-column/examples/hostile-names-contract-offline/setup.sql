CREATE SCHEMA "My Schema";
CREATE TABLE "My Schema"."order" (
  "select" int,
  "My Column" text,
  "a""b" text COLLATE "C" DEFAULT 'none' NOT NULL UNIQUE,
  PRIMARY KEY ("select", "My Column")
);
CREATE VIEW "My Schema"."naïve" AS SELECT "a""b" FROM "My Schema"."order";
INSERT INTO "My Schema"."order" VALUES (1, 'x', 'first'), (1, 'y', 'second'), (2, 'x', DEFAULT);

ALTER TABLE "My Schema"."order"
  ADD COLUMN "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" text COLLATE pg_catalog."C";

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
