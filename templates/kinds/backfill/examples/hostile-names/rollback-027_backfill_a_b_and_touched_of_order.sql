-- Rollback 027: Backfill "a""b", touched of "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration backfill '"odd schema"."order"' --set '"a""b" = '"'"'it'"'"''"'"'s $$'"'"', touched = 1' --key select

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '027_backfill_a_b_and_touched_of_order') THEN
    RAISE EXCEPTION 'migration 027_backfill_a_b_and_touched_of_order is not applied';
  END IF;
END
$$;

SET lock_timeout = '2s';

DO $$
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
  LOOP
    IF _backfill.to_1 IS NULL THEN
      SELECT "select" INTO from_1
      FROM "odd schema"._undo_027_order
      ORDER BY "select"
      LIMIT 1;
    ELSE
      SELECT "select" INTO from_1
      FROM "odd schema"._undo_027_order
      WHERE ("select") > (_backfill.to_1)
      ORDER BY "select"
      LIMIT 1;
    END IF;
    EXIT WHEN NOT FOUND;

    -- The last key of this batch
    SELECT "select" INTO to_1
    FROM (
      SELECT "select"
      FROM "odd schema"._undo_027_order
      WHERE ("select") >= (_backfill.from_1)
      ORDER BY "select"
      LIMIT 5000
    ) AS _batch
    ORDER BY "select" DESC
    LIMIT 1;

    UPDATE "odd schema"."order"
    SET "a""b" = _saved."old_a""b", touched = _saved.old_touched
    FROM "odd schema"._undo_027_order AS _saved
    WHERE "order"."select" = _saved."select"
      AND "order"."a""b"::text IS NOT DISTINCT FROM _saved."new_a""b"::text
      AND "order".touched::text IS NOT DISTINCT FROM _saved.new_touched::text
      AND (_saved."select") >= (_backfill.from_1)
      AND (_saved."select") <= (_backfill.to_1);
    GET DIAGNOSTICS touched = ROW_COUNT;
    total := _backfill.total + _backfill.touched;
    COMMIT;
    RAISE NOTICE '%: rows so far: %, through key %',
      '"odd schema"."order"', _backfill.total, ROW(_backfill.to_1);
    PERFORM pg_sleep(0.01);
  END LOOP;
  PERFORM pg_advisory_unlock(hashtextextended('027_backfill_a_b_and_touched_of_order', 0));
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TABLE "odd schema"._undo_027_order;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '027_backfill_a_b_and_touched_of_order';

COMMIT;
