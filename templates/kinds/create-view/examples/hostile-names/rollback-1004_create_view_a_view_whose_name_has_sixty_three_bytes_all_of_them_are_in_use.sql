-- Rollback 1004: Create view "odd schema"."a view whose name has sixty-three bytes, all of them are in use"
-- Date: 2026-11-22
-- Command: new-migration create-view '"odd schema"."a view whose name has sixty-three bytes, all of them are in use"' 'select "select", "a""b" as "My Column", '"'"'it'"'"''"'"'s $$ \'"'"' from "odd schema"."order"' --comment 'it'"'"'s a '"'"'test'"'"' of $$ and \ and "quotes" -- end' --columns '"order", "naïve", "$$"' --column-comment '"naïve" IS '"'"'it'"'"''"'"'s'"'"' '

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP VIEW "odd schema"."a view whose name has sixty-three bytes, all of them are in use";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1004_create_view_a_view_whose_name_has_sixty_three_bytes_all_of_them_are_in_use';

COMMIT;
