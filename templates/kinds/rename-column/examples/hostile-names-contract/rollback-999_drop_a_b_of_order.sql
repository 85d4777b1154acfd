-- Rollback 999: Rename "a""b" of "My Schema"."order" to "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" for good
-- Date: 2026-11-22
-- Command: new-migration rename-column '"My Schema"."order"' '"a""b"' 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --key '"select", "My Column"' --phase contract --index '"select", ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä' --unique 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '999_drop_a_b_of_order') THEN
    RAISE EXCEPTION 'migration 999_drop_a_b_of_order is not applied';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Refuse to undo what was broken off before it changed a column
DO $$
BEGIN
  IF to_regprocedure('"My Schema"."sync_order_a""b_ein_sehr_langer_name_der_genau_dreiunds_bb2a043c"()') IS NOT NULL THEN
    RAISE EXCEPTION 'migration % has changed no column yet', '999_drop_a_b_of_order'
      USING HINT = 'Apply it again, or give it up as its forward script says.';
  END IF;
END
$$;

-- While rows are copied, "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" stays the column that the application knows
DO $migration$
BEGIN
  IF to_regprocedure('"My Schema"._sync_999_order()') IS NULL THEN
    ALTER TABLE "My Schema"."order"
      ADD COLUMN "a""b" text COLLATE "C" NULL;

    CREATE FUNCTION "My Schema"._sync_999_order()
      RETURNS trigger
      LANGUAGE plpgsql
    AS $$
    BEGIN
      -- In an INSERT, OLD is NULL: "a""b" is taken if it is given
      IF ROW(NEW."a""b")::record *<> ROW(OLD."a""b")::record THEN
        NEW."ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" := NEW."a""b";
      ELSE
        NEW."a""b" := NEW."ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä";
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
  IF NOT pg_try_advisory_lock(hashtextextended('999_drop_a_b_of_order', 0)) THEN
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
    SET "a""b" = "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä"
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
  PERFORM pg_advisory_unlock(hashtextextended('999_drop_a_b_of_order', 0));
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'idx_order_select_ein_sehr_langer_name_der_genau_dreiun_08862698'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = '"My Schema"."order"'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', '"My Schema".idx_order_select_ein_sehr_langer_name_der_genau_dreiun_08862698';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('"My Schema"._new_999_idx_order_select_ein_sehr_langer_name_der_gen_8ce02f3b')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS "My Schema"._new_999_idx_order_select_ein_sehr_langer_name_der_gen_8ce02f3b;

CREATE INDEX CONCURRENTLY _new_999_idx_order_select_ein_sehr_langer_name_der_gen_8ce02f3b
  ON "My Schema"."order" ("select", "a""b");

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'uq_order_ein_sehr_langer_name_der_genau_dreiundsechzig_4085f0f7'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = '"My Schema"."order"'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', '"My Schema".uq_order_ein_sehr_langer_name_der_genau_dreiundsechzig_4085f0f7';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('"My Schema"._new_999_uq_order_ein_sehr_langer_name_der_genau_dreiu_bf86fb4e')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS "My Schema"._new_999_uq_order_ein_sehr_langer_name_der_genau_dreiu_bf86fb4e;

CREATE UNIQUE INDEX CONCURRENTLY _new_999_uq_order_ein_sehr_langer_name_der_genau_dreiu_bf86fb4e
  ON "My Schema"."order" ("a""b");

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TRIGGER zz__sync_999_order ON "My Schema"."order";

DROP FUNCTION "My Schema"._sync_999_order();

-- The column with all that is on it gets its old name, the copy the new one
ALTER TABLE "My Schema"."order"
  RENAME COLUMN "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" TO "_between_999_a""b";

ALTER TABLE "My Schema"."order"
  RENAME COLUMN "a""b" TO "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä";

ALTER TABLE "My Schema"."order"
  RENAME COLUMN "_between_999_a""b" TO "a""b";

COMMENT ON COLUMN "My Schema"."order"."ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" IS 'It''s $$ new';

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

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('"My Schema"._new_999_idx_order_select_ein_sehr_langer_name_der_gen_8ce02f3b')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX "My Schema"._new_999_idx_order_select_ein_sehr_langer_name_der_gen_8ce02f3b
  RENAME TO idx_order_select_ein_sehr_langer_name_der_genau_dreiun_08862698;

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('"My Schema"._new_999_uq_order_ein_sehr_langer_name_der_genau_dreiu_bf86fb4e')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX "My Schema"._new_999_uq_order_ein_sehr_langer_name_der_genau_dreiu_bf86fb4e
  RENAME TO uq_order_ein_sehr_langer_name_der_genau_dreiundsechzig_4085f0f7;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '999_drop_a_b_of_order';

COMMIT;
