-- Migration 999: Change type of "a""b" of "My Schema"."order" to jsonb
-- Date: 2026-11-22
-- Command: new-migration change-type '"My Schema"."order"' '"a""b"' jsonb --phase contract --new-name '"naïve, ein Name, der genau dreiundsechzig Byte lang sein soll"' --old-name '"old ""name"""' --key '"select", "My Column"'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '999_change_type_of_a_b_of_order') THEN
    RAISE EXCEPTION 'migration 999_change_type_of_a_b_of_order is applied already';
  END IF;
END
$$;

-- To give it up half-way: ALTER TABLE "My Schema"."order" DROP CONSTRAINT IF EXISTS "ck_order_naïve, ein Name, der genau dreiundsechzig By_c9f4ac3b";

SET lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM "My Schema"."order"
    WHERE "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" IS NULL AND "a""b" IS NOT NULL
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of "My Schema"."order" that have "a""b" and not "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll"', _offending
      USING HINT = 'See them with SELECT * FROM "My Schema"."order" WHERE "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" IS NULL AND "a""b" IS NOT NULL;';
  END IF;
END
$$;

DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM "My Schema"."order"
    WHERE ROW("a""b")::record *<> ROW("naïve, ein Name, der genau dreiundsechzig Byte lang sein soll"::json)::record
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of "My Schema"."order" with a value in "a""b" that does not fit into jsonb', _offending
      USING HINT = 'See them with SELECT * FROM "My Schema"."order" WHERE ROW("a""b")::record *<> ROW("naïve, ein Name, der genau dreiundsechzig Byte lang sein soll"::json)::record;';
  END IF;
END
$$;

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = '"My Schema"."order"'::regclass
      AND conname = 'ck_order_naïve, ein Name, der genau dreiundsechzig By_c9f4ac3b'
  ) THEN
    ALTER TABLE "My Schema"."order"
      ADD CONSTRAINT "ck_order_naïve, ein Name, der genau dreiundsechzig By_c9f4ac3b" CHECK ("naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" IS NOT NULL) NOT VALID;
  END IF;
END
$$;

ALTER TABLE "My Schema"."order"
  VALIDATE CONSTRAINT "ck_order_naïve, ein Name, der genau dreiundsechzig By_c9f4ac3b";

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE "My Schema"."order"
  VALIDATE CONSTRAINT "new_ck ""a"" of sixty-three bytes, to the last byte of t_31b7d102";

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "My Schema"."order"
  DROP CONSTRAINT "ck ""a"" of sixty-three bytes, to the last byte of them, it is so";

DO $$
DECLARE
  _names text := (
    SELECT string_agg(DISTINCT pg_describe_object(classid, objid, 0), ', ')
    FROM pg_attribute AS _column
    JOIN pg_depend ON refclassid = 'pg_class'::regclass AND refobjid = attrelid AND refobjsubid = attnum
    LEFT JOIN pg_constraint AS _constraint ON classid = 'pg_constraint'::regclass AND _constraint.oid = objid
    LEFT JOIN pg_index AS _index ON indexrelid = CASE WHEN contype = 'u' THEN conindid WHEN classid = 'pg_class'::regclass THEN objid END
    WHERE attrelid = '"My Schema"."order"'::regclass
      AND attname = 'a"b'
      AND classid <> 'pg_attrdef'::regclass
      AND contype IS DISTINCT FROM 'n'
      AND indisunique IS DISTINCT FROM false
      AND NOT EXISTS (
        SELECT FROM pg_index AS _alike
        JOIN pg_attribute AS _new ON _new.attrelid = _alike.indrelid AND _new.attnum = ANY (_alike.indkey)
        WHERE _alike.indrelid = _column.attrelid
          AND _new.attname = 'naïve, ein Name, der genau dreiundsechzig Byte lang sein soll'
          AND _alike.indisunique
          AND _alike.indisvalid
          AND _alike.indnkeyatts = _index.indnkeyatts
      )
  );
BEGIN
  IF _names IS NOT NULL THEN
    RAISE EXCEPTION '%: %', 'what is on "a""b" of "My Schema"."order" and would stay on it', _names
      USING HINT = 'Make the like of a unique index on "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" first. Drop all else in a migration before this one, and make it again after.';
  END IF;
END
$$;

DROP TRIGGER "zz_sync_order_a""b_naïve, ein Name, der genau dreiunds_e40732aa" ON "My Schema"."order";

DROP FUNCTION "My Schema"."sync_order_a""b_naïve, ein Name, der genau dreiundsech_4efed2de"();

ALTER TABLE "My Schema"."order"
  RENAME COLUMN "a""b" TO "old ""name""";

ALTER TABLE "My Schema"."order"
  RENAME COLUMN "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" TO "a""b";

ALTER TABLE "My Schema"."order"
  ALTER COLUMN "old ""name""" DROP DEFAULT,
  ALTER COLUMN "a""b" SET DEFAULT '{}'::json,
  ALTER COLUMN "old ""name""" DROP NOT NULL;

ALTER TABLE "My Schema"."order"
  ALTER COLUMN "a""b" SET NOT NULL;

ALTER TABLE "My Schema"."order"
  DROP CONSTRAINT "ck_order_naïve, ein Name, der genau dreiundsechzig By_c9f4ac3b";

ALTER TABLE "My Schema"."order"
  RENAME CONSTRAINT "new_ck ""a"" of sixty-three bytes, to the last byte of t_31b7d102" TO "ck ""a"" of sixty-three bytes, to the last byte of them, it is so";

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('999_change_type_of_a_b_of_order', CURRENT_TIMESTAMP);

COMMIT;
