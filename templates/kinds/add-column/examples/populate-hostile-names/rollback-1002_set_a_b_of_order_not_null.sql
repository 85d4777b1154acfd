-- Rollback 1002: Make "a""b" of "odd schema"."order" NOT NULL
-- Date: 2026-11-22
-- Command: new-migration add-column '"odd schema"."order"' '"a""b" text not null check (length("a""b") > 0)' --no-index --populate 'upper(naïve) || '"'"' $$ 50 % of "select"'"'"' ' --key '"select", "My Column"' --batch-size 7 --pause 0

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1002_set_a_b_of_order_not_null') THEN
    RAISE EXCEPTION 'migration 1002_set_a_b_of_order_not_null is not applied';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Only a forward run that was given up half-way has left it
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('"odd schema"."order"')
      AND conname = 'ck_order_a"b_not_null'
  ) THEN
    ALTER TABLE "odd schema"."order"
      DROP CONSTRAINT "ck_order_a""b_not_null";
  END IF;
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "odd schema"."order"
  ALTER COLUMN "a""b" DROP NOT NULL;

-- As it was before: it holds for new rows, the old ones need not be read
ALTER TABLE "odd schema"."order"
  ADD CONSTRAINT "ck_order_a""b_not_null" CHECK ("a""b" IS NOT NULL) NOT VALID;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1002_set_a_b_of_order_not_null';

COMMIT;
