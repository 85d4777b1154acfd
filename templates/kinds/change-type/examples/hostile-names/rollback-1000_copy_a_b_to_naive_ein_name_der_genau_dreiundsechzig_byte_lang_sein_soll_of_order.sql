-- Rollback 1000: Copy "a""b" to "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" of "My Schema"."order"
-- Date: 2026-11-22
-- Command: new-migration change-type '"My Schema"."order"' '"a""b"' jsonb --new-name '"naïve, ein Name, der genau dreiundsechzig Byte lang sein soll"' --key '"select", "My Column"'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1000_copy_a_b_to_naive_ein_name_der_genau_dreiundsechzig_byte_lang_sein_soll_of_order') THEN
    RAISE EXCEPTION 'migration 1000_copy_a_b_to_naive_ein_name_der_genau_dreiundsechzig_byte_lang_sein_soll_of_order is not applied';
  END IF;
END
$$;

-- Data lost: what "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" of "My Schema"."order" had before, which "a""b" has too
SET lock_timeout = '2s';

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

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

-- All of its values are in "a""b": a new column is empty at once, where an UPDATE would take long
ALTER TABLE "My Schema"."order"
  DROP COLUMN "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll",
  ADD COLUMN "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" jsonb NULL;

ALTER TABLE "My Schema"."order"
  ADD CONSTRAINT "new_ck ""a"" of sixty-three bytes, to the last byte of t_31b7d102"
  CHECK (("naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" ->> 'a"b'::text) <> 'a""b'::text AND "select" > 0)
  NOT VALID;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1000_copy_a_b_to_naive_ein_name_der_genau_dreiundsechzig_byte_lang_sein_soll_of_order';

COMMIT;
