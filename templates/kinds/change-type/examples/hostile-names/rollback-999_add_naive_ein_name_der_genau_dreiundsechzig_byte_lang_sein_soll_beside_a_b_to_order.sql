-- Rollback 999: Add "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" of type jsonb beside "a""b" to "My Schema"."order"
-- Date: 2026-11-22
-- Command: new-migration change-type '"My Schema"."order"' '"a""b"' jsonb --new-name '"naïve, ein Name, der genau dreiundsechzig Byte lang sein soll"' --key '"select", "My Column"'

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM "My Schema"."order"
    WHERE "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" IS NOT NULL
      AND ROW("naïve, ein Name, der genau dreiundsechzig Byte lang sein soll")::record *<> ROW("order"."a""b"::jsonb)::record
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of "My Schema"."order" with a value in "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" that "a""b" has not', _offending
      USING HINT = 'Write to "a""b" what it is to be.';
  END IF;
END
$$;

DROP TRIGGER "zz_sync_order_a""b_naïve, ein Name, der genau dreiunds_e40732aa" ON "My Schema"."order";

DROP FUNCTION "My Schema"."sync_order_a""b_naïve, ein Name, der genau dreiundsech_4efed2de"();

ALTER TABLE "My Schema"."order"
  DROP COLUMN "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '999_add_naive_ein_name_der_genau_dreiundsechzig_byte_lang_sein_soll_beside_a_b_to_order';

COMMIT;
