-- Migration 1005: Drop view "odd schema"."a view whose name has sixty-three bytes, all of them are in use"
-- Date: 2026-11-22
-- Command: new-migration drop-view '"odd schema"."a view whose name has sixty-three bytes, all of them are in use"' --with-dependents

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP VIEW "odd schema"."naïve ""view""";

DROP VIEW "odd schema"."a view whose name has sixty-three bytes, all of them are in use";

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1005_drop_view_a_view_whose_name_has_sixty_three_bytes_all_of_them_are_in_use', CURRENT_TIMESTAMP);

COMMIT;
