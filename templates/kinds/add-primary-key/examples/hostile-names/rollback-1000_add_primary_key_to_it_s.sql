-- Rollback 1000: Add primary key ("order", "a""b", "My Column", "naïve", a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1) to "odd schema"."it's"
-- Date: 2026-11-22
-- Command: new-migration add-primary-key '"odd schema"."it'"'"'s"' '"order", "a""b", "My Column", naïve, a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1' --nullable '"a""b", "My Column", naïve, a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1000_add_primary_key_to_it_s') THEN
    RAISE EXCEPTION 'migration 1000_add_primary_key_to_it_s is not applied';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Only a forward run that was given up half-way has left it
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('"odd schema"."it''s"')
      AND conname = 'ck_it''s_a"b_not_null'
  ) THEN
    ALTER TABLE "odd schema"."it's"
      DROP CONSTRAINT "ck_it's_a""b_not_null";
  END IF;
END
$$;

-- Only a forward run that was given up half-way has left it
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('"odd schema"."it''s"')
      AND conname = 'ck_it''s_My Column_not_null'
  ) THEN
    ALTER TABLE "odd schema"."it's"
      DROP CONSTRAINT "ck_it's_My Column_not_null";
  END IF;
END
$$;

-- Only a forward run that was given up half-way has left it
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('"odd schema"."it''s"')
      AND conname = 'ck_it''s_naïve_not_null'
  ) THEN
    ALTER TABLE "odd schema"."it's"
      DROP CONSTRAINT "ck_it's_naïve_not_null";
  END IF;
END
$$;

-- Only a forward run that was given up half-way has left it
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('"odd schema"."it''s"')
      AND conname = 'ck_it''s_a_column_whose_name_has_sixty_three_bytes_all_343ac9f8'
  ) THEN
    ALTER TABLE "odd schema"."it's"
      DROP CONSTRAINT "ck_it's_a_column_whose_name_has_sixty_three_bytes_all_343ac9f8";
  END IF;
END
$$;

SET lock_timeout = 0;

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS "odd schema"."_new_1000_pk_it's";

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
    WHERE conrelid = to_regclass('"odd schema"."it''s"')
      AND conname = 'pk_it''s'
  ) THEN
    ALTER TABLE "odd schema"."it's"
      DROP CONSTRAINT "pk_it's";
  END IF;
END
$$;

ALTER TABLE "odd schema"."it's"
  ALTER COLUMN "a""b" DROP NOT NULL;

-- As it was before: it holds for new rows, the old ones need not be read
ALTER TABLE "odd schema"."it's"
  ADD CONSTRAINT "ck_it's_a""b_not_null" CHECK ("a""b" IS NOT NULL) NOT VALID;

ALTER TABLE "odd schema"."it's"
  ALTER COLUMN "My Column" DROP NOT NULL;

-- As it was before: it holds for new rows, the old ones need not be read
ALTER TABLE "odd schema"."it's"
  ADD CONSTRAINT "ck_it's_My Column_not_null" CHECK ("My Column" IS NOT NULL) NOT VALID;

ALTER TABLE "odd schema"."it's"
  ALTER COLUMN "naïve" DROP NOT NULL;

-- As it was before: it holds for new rows, the old ones need not be read
ALTER TABLE "odd schema"."it's"
  ADD CONSTRAINT "ck_it's_naïve_not_null" CHECK ("naïve" IS NOT NULL) NOT VALID;

ALTER TABLE "odd schema"."it's"
  ALTER COLUMN a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1 DROP NOT NULL;

-- As it was before: it holds for new rows, the old ones need not be read
ALTER TABLE "odd schema"."it's"
  ADD CONSTRAINT "ck_it's_a_column_whose_name_has_sixty_three_bytes_all_343ac9f8" CHECK (a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1 IS NOT NULL) NOT VALID;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1000_add_primary_key_to_it_s';

COMMIT;
