-- Rollback 999: Drop index "odd schema"."My ""index"" of naïve $$, it's 63 bytes long: all of it is used"
-- Date: 2026-11-22
-- Command: new-migration drop-index '"odd schema"."My ""index"" of naïve $$, it'"'"'s 63 bytes long: all of it is used"'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '999_drop_my_index_of_naive_it_s_63_bytes_long_all_of_it_is_used') THEN
    RAISE EXCEPTION 'migration 999_drop_my_index_of_naive_it_s_63_bytes_long_all_of_it_is_used is not applied';
  END IF;
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $migration$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'My "index" of naïve $$, it''s 63 bytes long: all of it is used'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = '"odd schema"."it''s"'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', '"odd schema"."My ""index"" of naïve $$, it''s 63 bytes long: all of it is used"';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('"odd schema"."_new_999_My ""index"" of naïve $$, it''s 63 bytes long: _196cd6ad"')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$migration$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS "odd schema"."_new_999_My ""index"" of naïve $$, it's 63 bytes long: _196cd6ad";

CREATE INDEX CONCURRENTLY "_new_999_My ""index"" of naïve $$, it's 63 bytes long: _196cd6ad"
  ON "odd schema"."it's" ("order" NULLS FIRST, "a""b" text_pattern_ops)
  WHERE ("naïve" ->> 'it''s $$'::text) IS NULL;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DO $migration$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('"odd schema"."_new_999_My ""index"" of naïve $$, it''s 63 bytes long: _196cd6ad"')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$migration$;

ALTER INDEX "odd schema"."_new_999_My ""index"" of naïve $$, it's 63 bytes long: _196cd6ad"
  RENAME TO "My ""index"" of naïve $$, it's 63 bytes long: all of it is used";

COMMENT ON INDEX "odd schema"."My ""index"" of naïve $$, it's 63 bytes long: all of it is used" IS 'it''s';

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '999_drop_my_index_of_naive_it_s_63_bytes_long_all_of_it_is_used';

COMMIT;
