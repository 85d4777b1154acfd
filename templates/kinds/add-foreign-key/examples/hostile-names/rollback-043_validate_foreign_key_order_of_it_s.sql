-- Rollback 043: Validate the foreign key of "odd schema"."it's"
-- Date: 2026-11-22
-- Command: new-migration add-foreign-key '"odd schema"."it'"'"'s"' order '"odd schema"."order" ("select")' --on-delete 'no action'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Nothing makes a constraint NOT VALID again, so it is dropped and put back as it was
ALTER TABLE "odd schema"."it's"
  DROP CONSTRAINT "fk_it's_order";

ALTER TABLE "odd schema"."it's"
  ADD CONSTRAINT "fk_it's_order"
  FOREIGN KEY ("order")
  REFERENCES "odd schema"."order" ("select")
  ON DELETE NO ACTION
  NOT VALID;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '043_validate_foreign_key_order_of_it_s';

COMMIT;
