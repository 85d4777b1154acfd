-- Rollback 999: Change type of "a""b" of "My Schema"."order" to jsonb
-- Date: 2026-11-22
-- Command: new-migration change-type '"My Schema"."order"' '"a""b"' jsonb --phase contract --new-name '"naïve, ein Name, der genau dreiundsechzig Byte lang sein soll"' --old-name '"old ""name"""' --key '"select", "My Column"'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '999_change_type_of_a_b_of_order') THEN
    RAISE EXCEPTION 'migration 999_change_type_of_a_b_of_order is not applied';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Refuse to undo what was broken off before it changed a column
DO $$
BEGIN
  IF to_regprocedure('"My Schema"."sync_order_a""b_naïve, ein Name, der genau dreiundsech_4efed2de"()') IS NOT NULL THEN
    RAISE EXCEPTION 'migration % has changed no column yet', '999_change_type_of_a_b_of_order'
      USING HINT = 'Apply it again, or give it up as its forward script says.';
  END IF;
END
$$;

DO $$
DECLARE
  _value jsonb;
  _fits boolean;
  _misfits bigint := 0;
  _examples text[];
BEGIN
  FOR _value IN
    SELECT "order"."a""b"
    FROM "My Schema"."order"
    WHERE ROW("order"."a""b")::record *<> ROW("order"."old ""name"""::jsonb)::record
  LOOP
    BEGIN
      _fits := NOT (ROW(_value)::record *<> ROW(_value::json::jsonb)::record);
    EXCEPTION
      WHEN data_exception OR integrity_constraint_violation THEN
        _fits := false;
    END;
    IF NOT _fits THEN
      _misfits := _misfits + 1;
      IF _misfits <= 5 THEN
        _examples := _examples || left(_value::text, 60);
      END IF;
    END IF;
  END LOOP;
  IF _misfits > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of "My Schema"."order" with a value in "a""b" that does not fit into json', _misfits
      USING DETAIL = 'The first of them: ' || array_to_string(_examples, ', '),
            HINT = 'Write to "a""b" what it is to be.';
  END IF;
END
$$;

-- "a""b" stays the column that the application knows; "old ""name""" follows it
DO $migration$
BEGIN
  IF to_regprocedure('"My Schema"._sync_999_order()') IS NULL THEN
    CREATE FUNCTION "My Schema"._sync_999_order()
      RETURNS trigger
      LANGUAGE plpgsql
    AS $$
    #variable_conflict use_column
    BEGIN
      -- In an INSERT, OLD is NULL
      IF ROW(NEW."a""b")::record *<> ROW(OLD."a""b")::record THEN
        NEW."old ""name""" := NEW."a""b";
      END IF;
      RETURN NEW;
    END
    $$;

    -- Triggers fire in the order of their names: this one after those that change what is written
    CREATE TRIGGER zz__sync_999_order
      BEFORE INSERT OR UPDATE ON "My Schema"."order"
      FOR EACH ROW
      EXECUTE FUNCTION "My Schema"._sync_999_order();
  END IF;
END
$migration$;

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
  IF NOT pg_try_advisory_lock(hashtextextended('999_change_type_of_a_b_of_order', 0)) THEN
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
    SET "old ""name""" = "order"."a""b"::json
    WHERE ("order"."select", "order"."My Column") >= (_backfill.from_1, _backfill.from_2)
      AND ("order"."select", "order"."My Column") <= (_backfill.to_1, _backfill.to_2)
      AND (ROW("order"."a""b")::record *<> ROW("order"."old ""name"""::jsonb)::record);
    GET DIAGNOSTICS touched = ROW_COUNT;
    total := _backfill.total + _backfill.touched;
    COMMIT;
    RAISE NOTICE '%: rows so far: %, through key %',
      '"My Schema"."order"', _backfill.total, ROW(_backfill.to_1, _backfill.to_2);
    PERFORM pg_sleep(0.01);
  END LOOP;
  PERFORM pg_advisory_unlock(hashtextextended('999_change_type_of_a_b_of_order', 0));
END
$$;

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = '"My Schema"."order"'::regclass
      AND conname = 'ck_order_old "name"_not_null'
  ) THEN
    ALTER TABLE "My Schema"."order"
      ADD CONSTRAINT "ck_order_old ""name""_not_null" CHECK ("old ""name""" IS NOT NULL) NOT VALID;
  END IF;
END
$$;

ALTER TABLE "My Schema"."order"
  VALIDATE CONSTRAINT "ck_order_old ""name""_not_null";

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = '"My Schema"."order"'::regclass
      AND conname = '_new_999_ck "a" of sixty-three bytes, to the last byte_d0598858'
  ) THEN
    ALTER TABLE "My Schema"."order"
      ADD CONSTRAINT "_new_999_ck ""a"" of sixty-three bytes, to the last byte_d0598858"
      CHECK (("old ""name""" ->> 'a"b'::text) <> 'a""b'::text AND "select" > 0)
      NOT VALID;
  END IF;
END
$$;

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE "My Schema"."order"
  VALIDATE CONSTRAINT "_new_999_ck ""a"" of sixty-three bytes, to the last byte_d0598858";

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TRIGGER zz__sync_999_order ON "My Schema"."order";

DROP FUNCTION "My Schema"._sync_999_order();

ALTER TABLE "My Schema"."order"
  DROP CONSTRAINT "ck ""a"" of sixty-three bytes, to the last byte of them, it is so";

ALTER TABLE "My Schema"."order"
  RENAME COLUMN "a""b" TO "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll";

ALTER TABLE "My Schema"."order"
  RENAME COLUMN "old ""name""" TO "a""b";

ALTER TABLE "My Schema"."order"
  ALTER COLUMN "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" DROP DEFAULT,
  ALTER COLUMN "a""b" SET DEFAULT '{}'::json,
  ALTER COLUMN "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" DROP NOT NULL;

ALTER TABLE "My Schema"."order"
  ALTER COLUMN "a""b" SET NOT NULL;

ALTER TABLE "My Schema"."order"
  DROP CONSTRAINT "ck_order_old ""name""_not_null";

ALTER TABLE "My Schema"."order"
  RENAME CONSTRAINT "_new_999_ck ""a"" of sixty-three bytes, to the last byte_d0598858" TO "ck ""a"" of sixty-three bytes, to the last byte of them, it is so";

ALTER TABLE "My Schema"."order"
  ADD CONSTRAINT "new_ck ""a"" of sixty-three bytes, to the last byte of t_31b7d102" CHECK (("naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" ->> 'a"b'::text) <> 'a""b'::text AND "select" > 0) NOT VALID;

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

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '999_change_type_of_a_b_of_order';

COMMIT;
