-- Migration 041: Index "order" of "odd schema"."it's"
-- Date: 2026-11-22
-- Command: new-migration add-foreign-key '"odd schema"."it'"'"'s"' order '"odd schema"."order" ("select")' --on-delete 'no action'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '041_index_order_of_it_s') THEN
    RAISE EXCEPTION 'migration 041_index_order_of_it_s is applied already';
  END IF;
END
$$;

-- A build that failed leaves an invalid index behind: drop it, but never a valid one
DO $$
BEGIN
  SET LOCAL lock_timeout = '2s';
  IF EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('"odd schema"."idx_it''s_order"')
      AND indrelid = to_regclass('"odd schema"."it''s"')
      AND NOT indisvalid
  ) THEN
    DROP INDEX "odd schema"."idx_it's_order";
  END IF;
END
$$;

-- A lock timeout would also limit the wait for old snapshots and leave an invalid index
SET lock_timeout = 0;

CREATE INDEX CONCURRENTLY "idx_it's_order"
  ON "odd schema"."it's" ("order");

DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('"odd schema"."idx_it''s_order"')
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
VALUES ('041_index_order_of_it_s', CURRENT_TIMESTAMP);
