-- Migration 018: Index "odd schema"."order" (("select" + 1))
-- Date: 2026-11-22
-- Command: new-migration create-index '"odd schema"."order"' '"a""b" COLLATE "C" text_pattern_ops DESC NULLS LAST' select '"drop table $$; --" ON "odd schema"."order" (("select" + 1))'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '018_create_drop_table') THEN
    RAISE EXCEPTION 'migration 018_create_drop_table is applied already';
  END IF;
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $migration$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'drop table $$; --'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = '"odd schema"."order"'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', '"odd schema"."drop table $$; --"';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('"odd schema"."_new_018_drop table $$; --"')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$migration$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS "odd schema"."_new_018_drop table $$; --";

CREATE INDEX CONCURRENTLY "_new_018_drop table $$; --"
  ON "odd schema"."order" (("select" + 1));

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DO $migration$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('"odd schema"."_new_018_drop table $$; --"')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$migration$;

ALTER INDEX "odd schema"."_new_018_drop table $$; --"
  RENAME TO "drop table $$; --";

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('018_create_drop_table', CURRENT_TIMESTAMP);

COMMIT;
