-- Rollback 041: Index "order" of "odd schema"."it's"
-- Date: 2026-11-22
-- Command: new-migration add-foreign-key '"odd schema"."it'"'"'s"' order '"odd schema"."order" ("select")' --on-delete 'no action'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '041_index_order_of_it_s') THEN
    RAISE EXCEPTION 'migration 041_index_order_of_it_s is not applied';
  END IF;
END
$$;

SET lock_timeout = 0;

-- A run that was broken off may have dropped it; to undo what was never applied is refused above
DROP INDEX CONCURRENTLY IF EXISTS "odd schema"."idx_it's_order";

-- Only a forward run that was given up half-way has left it
DROP INDEX CONCURRENTLY IF EXISTS "odd schema"."_new_041_idx_it's_order";

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '041_index_order_of_it_s';
