-- Migration 1000: Add primary key ("order", "a""b", "My Column", "naïve", a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1) to "odd schema"."it's"
-- Date: 2026-11-22
-- Command: new-migration add-primary-key '"odd schema"."it'"'"'s"' '"order", "a""b", "My Column", naïve, a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1' --nullable '"a""b", "My Column", naïve, a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1000_add_primary_key_to_it_s') THEN
    RAISE EXCEPTION 'migration 1000_add_primary_key_to_it_s is applied already';
  END IF;
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'pk_it''s'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = '"odd schema"."it''s"'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', '"odd schema"."pk_it''s"';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('"odd schema"."_new_1000_pk_it''s"')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- Refuse with their number if there are rows that have no value
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM "odd schema"."it's"
    WHERE "a""b" IS NULL
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of "odd schema"."it''s" that have NULL in "a""b"', _offending
      USING HINT = 'Fill them first, as new-migration backfill does.';
  END IF;
END
$$;

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE "odd schema"."it's"
  VALIDATE CONSTRAINT "ck_it's_a""b_not_null";

-- Refuse with their number if there are rows that have no value
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM "odd schema"."it's"
    WHERE "My Column" IS NULL
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of "odd schema"."it''s" that have NULL in "My Column"', _offending
      USING HINT = 'Fill them first, as new-migration backfill does.';
  END IF;
END
$$;

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE "odd schema"."it's"
  VALIDATE CONSTRAINT "ck_it's_My Column_not_null";

-- Refuse with their number if there are rows that have no value
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM "odd schema"."it's"
    WHERE "naïve" IS NULL
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of "odd schema"."it''s" that have NULL in "naïve"', _offending
      USING HINT = 'Fill them first, as new-migration backfill does.';
  END IF;
END
$$;

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE "odd schema"."it's"
  VALIDATE CONSTRAINT "ck_it's_naïve_not_null";

-- Refuse with their number if there are rows that have no value
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM "odd schema"."it's"
    WHERE a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1 IS NULL
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'rows of "odd schema"."it''s" that have NULL in a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1', _offending
      USING HINT = 'Fill them first, as new-migration backfill does.';
  END IF;
END
$$;

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE "odd schema"."it's"
  VALIDATE CONSTRAINT "ck_it's_a_column_whose_name_has_sixty_three_bytes_all_343ac9f8";

-- Refuse before the build what would make it fail
DO $$
DECLARE
  _offending bigint := (
    SELECT count(*)
    FROM (
      SELECT FROM "odd schema"."it's"
      GROUP BY "order", "a""b", "My Column", "naïve", a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1
      HAVING count(*) > 1
    ) AS _repeated
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'values of ("order", "a""b", "My Column", "naïve", a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1) that stand in several rows of "odd schema"."it''s"', _offending
      USING HINT = 'See them: SELECT "order", "a""b", "My Column", "naïve", a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1, count(*) FROM "odd schema"."it''s" GROUP BY "order", "a""b", "My Column", "naïve", a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1 HAVING count(*) > 1';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS "odd schema"."_new_1000_pk_it's";

CREATE UNIQUE INDEX CONCURRENTLY "_new_1000_pk_it's"
  ON "odd schema"."it's" ("order", "a""b", "My Column", "naïve", a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1);

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('"odd schema"."_new_1000_pk_it''s"')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX "odd schema"."_new_1000_pk_it's"
  RENAME TO "pk_it's";

-- Reads no row again, because the check proves it: so that is dropped in a statement of its own
ALTER TABLE "odd schema"."it's"
  ALTER COLUMN "a""b" SET NOT NULL;

ALTER TABLE "odd schema"."it's"
  DROP CONSTRAINT "ck_it's_a""b_not_null";

-- Reads no row again, because the check proves it: so that is dropped in a statement of its own
ALTER TABLE "odd schema"."it's"
  ALTER COLUMN "My Column" SET NOT NULL;

ALTER TABLE "odd schema"."it's"
  DROP CONSTRAINT "ck_it's_My Column_not_null";

-- Reads no row again, because the check proves it: so that is dropped in a statement of its own
ALTER TABLE "odd schema"."it's"
  ALTER COLUMN "naïve" SET NOT NULL;

ALTER TABLE "odd schema"."it's"
  DROP CONSTRAINT "ck_it's_naïve_not_null";

-- Reads no row again, because the check proves it: so that is dropped in a statement of its own
ALTER TABLE "odd schema"."it's"
  ALTER COLUMN a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1 SET NOT NULL;

ALTER TABLE "odd schema"."it's"
  DROP CONSTRAINT "ck_it's_a_column_whose_name_has_sixty_three_bytes_all_343ac9f8";

ALTER TABLE "odd schema"."it's"
  ADD CONSTRAINT "pk_it's"
  PRIMARY KEY USING INDEX "pk_it's";

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1000_add_primary_key_to_it_s', CURRENT_TIMESTAMP);

COMMIT;
