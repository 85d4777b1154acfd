-- Rollback 1005: Drop view "odd schema"."a view whose name has sixty-three bytes, all of them are in use"
-- Date: 2026-11-22
-- Command: new-migration drop-view '"odd schema"."a view whose name has sixty-three bytes, all of them are in use"' --with-dependents

BEGIN;

SET LOCAL lock_timeout = '2s';

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
WHERE migration_name = '1005_drop_view_a_view_whose_name_has_sixty_three_bytes_all_of_them_are_in_use';

COMMIT;
