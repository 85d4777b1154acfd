CREATE SCHEMA "My Schema";
CREATE TABLE "My Schema"."order" (
  "select" int,
  "My Column" text,
  "a""b" json DEFAULT '{}' NOT NULL,
  PRIMARY KEY ("select", "My Column"),
  CONSTRAINT "ck ""a"" of sixty-three bytes, to the last byte of them, it is so" CHECK ("a""b"->>'a"b' <> 'a""b' AND "select" > 0)
);
INSERT INTO "My Schema"."order" VALUES (1, 'x', '{"b": 1}'), (1, 'y', '[]'), (2, 'x', DEFAULT);

ALTER TABLE "My Schema"."order"
  ADD COLUMN "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" jsonb;

CREATE FUNCTION "My Schema"."sync_order_a""b_naïve, ein Name, der genau dreiundsech_4efed2de"()
  RETURNS trigger
  LANGUAGE plpgsql
AS $$
#variable_conflict use_column
BEGIN
  -- In an INSERT, OLD is NULL: "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" is taken if it is given
  IF ROW(NEW."naïve, ein Name, der genau dreiundsechzig Byte lang sein soll")::record *<> ROW(OLD."naïve, ein Name, der genau dreiundsechzig Byte lang sein soll")::record THEN
    NEW."a""b" := NEW."naïve, ein Name, der genau dreiundsechzig Byte lang sein soll";
  ELSIF NEW."naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" IS NULL OR ROW(NEW."a""b")::record *<> ROW(OLD."a""b")::record THEN
    NEW."naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" := NEW."a""b";
  END IF;
  RETURN NEW;
END
$$;

-- Triggers fire in the order of their names: this one after those that change what is written
CREATE TRIGGER "zz_sync_order_a""b_naïve, ein Name, der genau dreiunds_e40732aa"
  BEFORE INSERT OR UPDATE ON "My Schema"."order"
  FOR EACH ROW
  EXECUTE FUNCTION "My Schema"."sync_order_a""b_naïve, ein Name, der genau dreiundsech_4efed2de"();

ALTER TABLE "My Schema"."order"
  ADD CONSTRAINT "new_ck ""a"" of sixty-three bytes, to the last byte of t_31b7d102"
  CHECK ("naïve, ein Name, der genau dreiundsechzig Byte lang sein soll"->>'a"b' <> 'a""b' AND "select" > 0)
  NOT VALID;

-- An UPDATE that changes nothing: the trigger fills "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll"
UPDATE "My Schema"."order"
SET "a""b" = "a""b"
WHERE "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" IS NULL AND "a""b" IS NOT NULL;
