-- Migration 1000: Index "order" of "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration add-column '"odd schema"."order"' 'order text NULL DEFAULT '"'"'$$ -- it'"'"''"'"'s; "x"'"'"'' '"My Column" int NOT NULL DEFAULT 0 CHECK ("My Column" >= 0)' '"naïve" text NULL' '"a column whose name has sixty-three bytes, all of them in use 1" bigint NULL' --index

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1000_index_order_of_order') THEN
    RAISE EXCEPTION 'migration 1000_index_order_of_order is applied already';
  END IF;
END
$$;

-- Refuse now what would fail after the build, when the index gets its name
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE relname = 'idx_order_order'
      AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = '"odd schema"."order"'::regclass)
  ) THEN
    RAISE EXCEPTION 'relation % already exists', '"odd schema".idx_order_order';
  END IF;
  IF EXISTS (
    SELECT FROM pg_stat_progress_create_index
    WHERE datname = current_database()
      AND index_relid = to_regclass('"odd schema"._new_1000_idx_order_order')
  ) THEN
    RAISE EXCEPTION 'another session is building this index'
      USING HINT = 'It goes on even when its client is gone: wait for it, or end it with pg_terminate_backend.';
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

-- Left by a run that was broken off, whole or invalid; nothing else has this name
DROP INDEX CONCURRENTLY IF EXISTS "odd schema"._new_1000_idx_order_order;

CREATE INDEX CONCURRENTLY _new_1000_idx_order_order
  ON "odd schema"."order" ("order");

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('"odd schema"._new_1000_idx_order_order')
      AND indisvalid
  ) THEN
    RAISE EXCEPTION 'the index was not built to its end'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

ALTER INDEX "odd schema"._new_1000_idx_order_order
  RENAME TO idx_order_order;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1000_index_order_of_order', CURRENT_TIMESTAMP);

COMMIT;
