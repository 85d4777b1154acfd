-- Rollback 017: Index "odd schema"."order" ("select")
-- Date: 2026-11-22
-- Command: new-migration create-index '"odd schema"."order"' '"a""b" COLLATE "C" text_pattern_ops DESC NULLS LAST' select '"drop table $$; --" ON "odd schema"."order" (("select" + 1))'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '017_index_select_of_order') THEN
    RAISE EXCEPTION 'migration 017_index_select_of_order is not applied';
  END IF;
END
$$;

SET lock_timeout = 0;

-- A run that was broken off may have dropped it; to undo what was never applied is refused above
DROP INDEX CONCURRENTLY IF EXISTS "odd schema".idx_order_select;

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS "odd schema"._new_017_idx_order_select;

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '017_index_select_of_order';
