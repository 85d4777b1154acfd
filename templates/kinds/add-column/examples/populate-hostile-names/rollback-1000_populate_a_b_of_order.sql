-- Rollback 1000: Populate "a""b" of "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration add-column '"odd schema"."order"' '"a""b" text not null check (length("a""b") > 0)' --no-index --populate 'upper(naïve) || '"'"' $$ 50 % of "select"'"'"' ' --key '"select", "My Column"' --batch-size 7 --pause 0

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1000_populate_a_b_of_order') THEN
    RAISE EXCEPTION 'migration 1000_populate_a_b_of_order is not applied';
  END IF;
END
$$;

-- Data lost: in which rows of "odd schema"."order" "a""b" was NULL
-- They keep what they were given: the rollback of the migration that added the column drops it

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

-- Only a forward run that was given up half-way has left it
DO $$
BEGIN
  IF obj_description(to_regclass('"odd schema"._progress_1000_order')) = 'How far migration 1000_populate_a_b_of_order has come' THEN
    DROP TABLE "odd schema"._progress_1000_order;
  END IF;
END
$$;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1000_populate_a_b_of_order';

COMMIT;
