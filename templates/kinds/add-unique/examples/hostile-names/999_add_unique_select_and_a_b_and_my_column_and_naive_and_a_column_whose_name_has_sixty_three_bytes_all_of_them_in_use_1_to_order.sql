-- Migration 999: Add unique ("select", "a""b", "My Column", "naïve", a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1) to "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration add-unique '"odd schema"."order"' '"select", "a""b", "My Column", naïve, a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '999_add_unique_select_and_a_b_and_my_column_and_naive_and_a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1_to_order') THEN
    RAISE EXCEPTION 'migration 999_add_unique_select_and_a_b_and_my_column_and_naive_and_a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1_to_order is applied already';
  END IF;
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'uq_order_select_a"b_My Column_naïve_a_column_whose_na_8ba030e2'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = '"odd schema"."order"'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', '"odd schema"."uq_order_select_a""b_My Column_naïve_a_column_whose_na_8ba030e2"';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('"odd schema"."_new_999_uq_order_select_a""b_My Column_naïve_a_column_0e1a29ba"')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

-- Refuse before the build what would make it fail
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM (
      SELECT FROM "odd schema"."order"
      WHERE "select" IS NOT NULL AND "a""b" IS NOT NULL AND "My Column" IS NOT NULL AND "naïve" IS NOT NULL AND a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1 IS NOT NULL
      GROUP BY "select", "a""b", "My Column", "naïve", a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1
      HAVING count(*) > 1
    ) AS _repeated
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'values of ("select", "a""b", "My Column", "naïve", a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1) that stand in several rows of "odd schema"."order"', _offending
      USING HINT = 'See them: SELECT "select", "a""b", "My Column", "naïve", a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1, count(*) FROM "odd schema"."order" WHERE "select" IS NOT NULL AND "a""b" IS NOT NULL AND "My Column" IS NOT NULL AND "naïve" IS NOT NULL AND a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1 IS NOT NULL GROUP BY "select", "a""b", "My Column", "naïve", a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1 HAVING count(*) > 1';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS "odd schema"."_new_999_uq_order_select_a""b_My Column_naïve_a_column_0e1a29ba";

CREATE UNIQUE INDEX CONCURRENTLY "_new_999_uq_order_select_a""b_My Column_naïve_a_column_0e1a29ba"
  ON "odd schema"."order" ("select", "a""b", "My Column", "naïve", a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1);

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('"odd schema"."_new_999_uq_order_select_a""b_My Column_naïve_a_column_0e1a29ba"')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX "odd schema"."_new_999_uq_order_select_a""b_My Column_naïve_a_column_0e1a29ba"
  RENAME TO "uq_order_select_a""b_My Column_naïve_a_column_whose_na_8ba030e2";

ALTER TABLE "odd schema"."order"
  ADD CONSTRAINT "uq_order_select_a""b_My Column_naïve_a_column_whose_na_8ba030e2"
  UNIQUE USING INDEX "uq_order_select_a""b_My Column_naïve_a_column_whose_na_8ba030e2";

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('999_add_unique_select_and_a_b_and_my_column_and_naive_and_a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1_to_order', CURRENT_TIMESTAMP);

COMMIT;
