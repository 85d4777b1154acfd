-- Rollback 042: Add foreign key to "odd schema"."it's"
-- Date: 2026-11-22
-- Command: new-migration add-foreign-key '"odd schema"."it'"'"'s"' order '"odd schema"."order" ("select")' --on-delete 'no action'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "odd schema"."it's"
  DROP CONSTRAINT "fk_it's_order";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '042_add_foreign_key_order_to_it_s';

COMMIT;
