-- Rollback 1000: Index "order" of "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration add-column '"odd schema"."order"' 'order text NULL DEFAULT '"'"'$$ -- it'"'"''"'"'s; "x"'"'"'' '"My Column" int NOT NULL DEFAULT 0 CHECK ("My Column" >= 0)' '"naïve" text NULL' '"a column whose name has sixty-three bytes, all of them in use 1" bigint NULL' --index

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1000_index_order_of_order') THEN
    RAISE EXCEPTION 'migration 1000_index_order_of_order is not applied';
  END IF;
END
$$;

SET lock_timeout = 0;

-- A run that was broken off may have dropped it; to undo what was never applied is refused above
DROP INDEX CONCURRENTLY IF EXISTS "odd schema".idx_order_order;

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS "odd schema"._new_1000_idx_order_order;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1000_index_order_of_order';
