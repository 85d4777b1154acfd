-- Rollback 1006: Replace view "odd schema"."a view whose name has sixty-three bytes, all of them are in use"
-- Date: 2026-11-22
-- Command: new-migration replace-view '"odd schema"."a view whose name has sixty-three bytes, all of them are in use"' 'select "select" as "order", "a""b" as "My Column", '"'"'it'"'"''"'"'s $$ \'"'"' as "naïve" from "odd schema"."order"'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP VIEW "odd schema"."naïve ""view""";

DROP VIEW "odd schema"."a view whose name has sixty-three bytes, all of them are in use";

CREATE VIEW "odd schema"."a view whose name has sixty-three bytes, all of them are in use" AS
 SELECT "select",
    "a""b" AS "My Column",
    'it''s $$ \'::text AS "naïve"
   FROM "odd schema"."order";

COMMENT ON COLUMN "odd schema"."a view whose name has sixty-three bytes, all of them are in use"."My Column" IS E'it''s \\';

CREATE VIEW "odd schema"."naïve ""view""" AS
 SELECT "My Column"
   FROM "odd schema"."a view whose name has sixty-three bytes, all of them are in use";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1006_replace_view_a_view_whose_name_has_sixty_three_bytes_all_of_them_are_in_use';

COMMIT;
