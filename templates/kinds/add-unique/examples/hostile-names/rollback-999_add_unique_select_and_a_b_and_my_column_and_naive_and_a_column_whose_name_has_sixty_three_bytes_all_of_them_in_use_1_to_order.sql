-- Rollback 999: Add unique ("select", "a""b", "My Column", "naïve", a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1) to "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration add-unique '"odd schema"."order"' '"select", "a""b", "My Column", naïve, a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '999_add_unique_select_and_a_b_and_my_column_and_naive_and_a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1_to_order') THEN
    RAISE EXCEPTION 'migration 999_add_unique_select_and_a_b_and_my_column_and_naive_and_a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1_to_order is not applied';
  END IF;
END
$$;

SET lock_timeout = 0;

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS "odd schema"."_new_999_uq_order_select_a""b_My Column_naïve_a_column_0e1a29ba";

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

-- A forward run that was given up half-way has not made it
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('"odd schema"."order"')
      AND conname = 'uq_order_select_a"b_My Column_naïve_a_column_whose_na_8ba030e2'
  ) THEN
    ALTER TABLE "odd schema"."order"
      DROP CONSTRAINT "uq_order_select_a""b_My Column_naïve_a_column_whose_na_8ba030e2";
  END IF;
END
$$;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '999_add_unique_select_and_a_b_and_my_column_and_naive_and_a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1_to_order';

COMMIT;
