-- Migration 1000: Populate "a""b" of "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration add-column '"odd schema"."order"' '"a""b" text not null check (length("a""b") > 0)' --no-index --populate 'upper(naïve) || '"'"' $$ 50 % of "select"'"'"' ' --key '"select", "My Column"' --batch-size 7 --pause 0

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1000_populate_a_b_of_order') THEN
    RAISE EXCEPTION 'migration 1000_populate_a_b_of_order is applied already';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- How far the batches have come, so that a run that was broken off goes on there
DO $$
BEGIN
  IF to_regclass('"odd schema"._progress_1000_order') IS NULL THEN
    CREATE TABLE "odd schema"._progress_1000_order AS
    SELECT "select", "My Column"
    FROM "odd schema"."order"
    WITH NO DATA;

    COMMENT ON TABLE "odd schema"._progress_1000_order IS 'How far migration 1000_populate_a_b_of_order has come';
  ELSIF obj_description(to_regclass('"odd schema"._progress_1000_order')) IS DISTINCT FROM 'How far migration 1000_populate_a_b_of_order has come' THEN
    RAISE EXCEPTION 'table % is not of this script', '"odd schema"._progress_1000_order';
  END IF;
END
$$;

-- Rows that have a value keep it
DO $migration$
#variable_conflict use_column
<<_backfill>>
DECLARE
  from_1 "odd schema"."order"."select"%TYPE;
  to_1 "odd schema"."order"."select"%TYPE;
  from_2 "odd schema"."order"."My Column"%TYPE;
  to_2 "odd schema"."order"."My Column"%TYPE;
  touched bigint;
  total bigint := 0;
BEGIN
  IF NOT pg_try_advisory_lock(hashtextextended('1000_populate_a_b_of_order', 0)) THEN
    RAISE EXCEPTION 'another session is running this script';
  END IF;
  IF EXISTS (SELECT FROM "odd schema"."order" WHERE "select" IS NULL OR "My Column" IS NULL) THEN
    RAISE EXCEPTION 'there are rows whose key is NULL: they would be passed over'
      USING HINT = 'Choose a key that every row has.';
  END IF;
  -- The last key of an earlier run, if there was one
  SELECT "select", "My Column" INTO to_1, to_2
  FROM "odd schema"._progress_1000_order
  ORDER BY "select" DESC, "My Column" DESC
  LIMIT 1;
  LOOP
    IF _backfill.to_1 IS NULL THEN
      SELECT "select", "My Column" INTO from_1, from_2
      FROM "odd schema"."order"
      ORDER BY "select", "My Column"
      LIMIT 1;
    ELSE
      SELECT "select", "My Column" INTO from_1, from_2
      FROM "odd schema"."order"
      WHERE ("select", "My Column") > (_backfill.to_1, _backfill.to_2)
      ORDER BY "select", "My Column"
      LIMIT 1;
    END IF;
    EXIT WHEN NOT FOUND;

    -- The last key of this batch
    SELECT "select", "My Column" INTO to_1, to_2
    FROM (
      SELECT "select", "My Column"
      FROM "odd schema"."order"
      WHERE ("select", "My Column") >= (_backfill.from_1, _backfill.from_2)
      ORDER BY "select", "My Column"
      LIMIT 7
    ) AS _batch
    ORDER BY "select" DESC, "My Column" DESC
    LIMIT 1;

    UPDATE "odd schema"."order"
    SET "a""b" = upper(naïve) || ' $$ 50 % of "select"'
    WHERE ("order"."select", "order"."My Column") >= (_backfill.from_1, _backfill.from_2)
      AND ("order"."select", "order"."My Column") <= (_backfill.to_1, _backfill.to_2)
      AND ("a""b" IS NULL);
    GET DIAGNOSTICS touched = ROW_COUNT;
    total := _backfill.total + _backfill.touched;
    DELETE FROM "odd schema"._progress_1000_order;
    INSERT INTO "odd schema"._progress_1000_order VALUES (_backfill.to_1, _backfill.to_2);
    COMMIT;
    RAISE NOTICE '%: rows so far: %, through key %',
      '"odd schema"."order"', _backfill.total, ROW(_backfill.to_1, _backfill.to_2);
    PERFORM pg_sleep(0.0);
  END LOOP;
  PERFORM pg_advisory_unlock(hashtextextended('1000_populate_a_b_of_order', 0));
END
$migration$;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TABLE "odd schema"._progress_1000_order;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1000_populate_a_b_of_order', CURRENT_TIMESTAMP);

COMMIT;
