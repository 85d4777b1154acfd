-- Migration 1004: Create view "odd schema"."a view whose name has sixty-three bytes, all of them are in use"
-- Date: 2026-11-22
-- Command: new-migration create-view '"odd schema"."a view whose name has sixty-three bytes, all of them are in use"' 'select "select", "a""b" as "My Column", '"'"'it'"'"''"'"'s $$ \'"'"' from "odd schema"."order"' --comment 'it'"'"'s a '"'"'test'"'"' of $$ and \ and "quotes" -- end' --columns '"order", "naïve", "$$"' --column-comment '"naïve" IS '"'"'it'"'"''"'"'s'"'"' '

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE VIEW "odd schema"."a view whose name has sixty-three bytes, all of them are in use" ("order", "naïve", "$$") AS
SELECT "select", "a""b" AS "My Column", 'it''s $$ \'
FROM "odd schema"."order";

COMMENT ON VIEW "odd schema"."a view whose name has sixty-three bytes, all of them are in use" IS E'it''s a ''test'' of $$ and \\ and "quotes" -- end';
COMMENT ON COLUMN "odd schema"."a view whose name has sixty-three bytes, all of them are in use"."naïve" IS 'it''s';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1004_create_view_a_view_whose_name_has_sixty_three_bytes_all_of_them_are_in_use', CURRENT_TIMESTAMP);

COMMIT;
