-- Migration 1002: Make "a""b" of "odd schema"."order" NOT NULL
-- Date: 2026-11-22
-- Command: new-migration add-column '"odd schema"."order"' '"a""b" text not null check (length("a""b") > 0)' --no-index --populate 'upper(naïve) || '"'"' $$ 50 % of "select"'"'"' ' --key '"select", "My Column"' --batch-size 7 --pause 0

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1002_set_a_b_of_order_not_null') THEN
    RAISE EXCEPTION 'migration 1002_set_a_b_of_order_not_null is applied already';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Refuse with their number if there are rows that have no value
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM "odd schema"."order"
    WHERE "a""b" IS NULL
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of "odd schema"."order" that have NULL in "a""b"', _offending
      USING HINT = 'Fill them first, as new-migration backfill does.';
  END IF;
END
$$;

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE "odd schema"."order"
  VALIDATE CONSTRAINT "ck_order_a""b_not_null";

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

-- Reads no row again, because the check proves it: so that is dropped in a statement of its own
ALTER TABLE "odd schema"."order"
  ALTER COLUMN "a""b" SET NOT NULL;

ALTER TABLE "odd schema"."order"
  DROP CONSTRAINT "ck_order_a""b_not_null";

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1002_set_a_b_of_order_not_null', CURRENT_TIMESTAMP);

COMMIT;
