-- Migration 999: Add "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" of type jsonb beside "a""b" to "My Schema"."order"
-- Date: 2026-11-22
-- Command: new-migration change-type '"My Schema"."order"' '"a""b"' jsonb --new-name '"naïve, ein Name, der genau dreiundsechzig Byte lang sein soll"' --key '"select", "My Column"'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "My Schema"."order"
  ADD COLUMN "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" jsonb NULL;

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
  CHECK (("naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" ->> 'a"b'::text) <> 'a""b'::text AND "select" > 0)
  NOT VALID;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('999_add_naive_ein_name_der_genau_dreiundsechzig_byte_lang_sein_soll_beside_a_b_to_order', CURRENT_TIMESTAMP);

COMMIT;
