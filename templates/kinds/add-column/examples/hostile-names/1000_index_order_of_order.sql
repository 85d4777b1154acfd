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

-- A build that failed leaves an invalid index behind: drop it, but never a valid one
DO $$
BEGIN
  SET LOCAL lock_timeout = '2s';
  IF EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('"odd schema".idx_order_order')
      AND indrelid = to_regclass('"odd schema"."order"')
      AND NOT indisvalid
  ) THEN
    DROP INDEX "odd schema".idx_order_order;
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

CREATE INDEX CONCURRENTLY idx_order_order
  ON "odd schema"."order" ("order");

DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('"odd schema".idx_order_order')
      AND NOT indisvalid
  ) THEN
    RAISE EXCEPTION 'the index is invalid'
      USING HINT = 'Run this file again: it drops the invalid index first.';
  END IF;
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1000_index_order_of_order', CURRENT_TIMESTAMP);
