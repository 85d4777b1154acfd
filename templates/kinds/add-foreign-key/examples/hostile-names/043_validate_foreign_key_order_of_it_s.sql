-- Migration 043: Validate the foreign key of "odd schema"."it's"
-- Date: 2026-11-22
-- Command: new-migration add-foreign-key '"odd schema"."it'"'"'s"' order '"odd schema"."order" ("select")' --on-delete 'no action'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Reads every row under SHARE UPDATE EXCLUSIVE: other sessions go on reading and writing
ALTER TABLE "odd schema"."it's"
  VALIDATE CONSTRAINT "fk_it's_order";

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('043_validate_foreign_key_order_of_it_s', CURRENT_TIMESTAMP);

COMMIT;
