-- Migration 027: Backfill "a""b", touched of "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration backfill '"odd schema"."order"' --set '"a""b" = '"'"'it'"'"''"'"'s $$'"'"', touched = 1' --key select

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '027_backfill_a_b_and_touched_of_order') THEN
    RAISE EXCEPTION 'migration 027_backfill_a_b_and_touched_of_order is applied already';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- The replaced values, for the rollback; a run that was broken off goes on after the last key in it
DO $$
BEGIN
  IF to_regclass('"odd schema"._undo_027_order') IS NULL THEN
    CREATE TABLE "odd schema"._undo_027_order AS
    SELECT "select", "a""b" AS "old_a""b", "a""b" AS "new_a""b", touched AS old_touched, touched AS new_touched
    FROM "odd schema"."order"
    WITH NO DATA;

    ALTER TABLE "odd schema"._undo_027_order
      ADD CONSTRAINT pk__undo_027_order PRIMARY KEY ("select");

    COMMENT ON TABLE "odd schema"._undo_027_order IS 'Rows changed by migration 027_backfill_a_b_and_touched_of_order';
  ELSIF obj_description(to_regclass('"odd schema"._undo_027_order')) IS DISTINCT FROM 'Rows changed by migration 027_backfill_a_b_and_touched_of_order' THEN
    RAISE EXCEPTION 'table % is not of this script', '"odd schema"._undo_027_order';
  END IF;
END
$$;

DO $migration$
#variable_conflict use_column
<<_backfill>>
DECLARE
  from_1 "odd schema"."order"."select"%TYPE;
  to_1 "odd schema"."order"."select"%TYPE;
  touched bigint;
  total bigint := 0;
BEGIN
  IF NOT pg_try_advisory_lock(hashtextextended('027_backfill_a_b_and_touched_of_order', 0)) THEN
    RAISE EXCEPTION 'another session is running this script';
  END IF;
  IF EXISTS (SELECT FROM "odd schema"."order" WHERE "select" IS NULL) THEN
    RAISE EXCEPTION 'there are rows whose key is NULL: they would be passed over'
      USING HINT = 'Choose a key that every row has.';
  END IF;
  -- The last key of an earlier run, if there was one
  SELECT "select" INTO to_1
  FROM "odd schema"._undo_027_order
  ORDER BY "select" DESC
  LIMIT 1;
  LOOP
    IF _backfill.to_1 IS NULL THEN
      SELECT "select" INTO from_1
      FROM "odd schema"."order"
      ORDER BY "select"
      LIMIT 1;
    ELSE
      SELECT "select" INTO from_1
      FROM "odd schema"."order"
      WHERE ("select") > (_backfill.to_1)
      ORDER BY "select"
      LIMIT 1;
    END IF;
    EXIT WHEN NOT FOUND;

    -- The last key of this batch
    SELECT "select" INTO to_1
    FROM (
      SELECT "select"
      FROM "odd schema"."order"
      WHERE ("select") >= (_backfill.from_1)
      ORDER BY "select"
      LIMIT 5000
    ) AS _batch
    ORDER BY "select" DESC
    LIMIT 1;

    WITH _saved AS (
      INSERT INTO "odd schema"._undo_027_order ("select", "old_a""b", "new_a""b", old_touched, new_touched)
      SELECT "select", "a""b", 'it''s $$', touched, 1
      FROM "odd schema"."order"
      WHERE ("order"."select") >= (_backfill.from_1)
      AND ("order"."select") <= (_backfill.to_1)
      FOR UPDATE
      RETURNING *
    )
    UPDATE "odd schema"."order"
    SET "a""b" = _saved."new_a""b", touched = _saved.new_touched
    FROM _saved
    WHERE "order"."select" = _saved."select";
    GET DIAGNOSTICS touched = ROW_COUNT;
    total := _backfill.total + _backfill.touched;
    COMMIT;
    RAISE NOTICE '%: rows so far: %, through key %',
      '"odd schema"."order"', _backfill.total, ROW(_backfill.to_1);
    PERFORM pg_sleep(0.01);
  END LOOP;
  PERFORM pg_advisory_unlock(hashtextextended('027_backfill_a_b_and_touched_of_order', 0));
END
$migration$;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('027_backfill_a_b_and_touched_of_order', CURRENT_TIMESTAMP);
