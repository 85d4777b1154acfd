-- Migration 042: Add foreign key to "odd schema"."it's"
-- Date: 2026-11-22
-- Command: new-migration add-foreign-key '"odd schema"."it'"'"'s"' order '"odd schema"."order" ("select")' --on-delete 'no action'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "odd schema"."it's"
  ADD CONSTRAINT "fk_it's_order"
  FOREIGN KEY ("order")
  REFERENCES "odd schema"."order" ("select")
  ON DELETE NO ACTION
  NOT VALID;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('042_add_foreign_key_order_to_it_s', CURRENT_TIMESTAMP);

COMMIT;
