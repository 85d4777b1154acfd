-- Migration 999: Set "odd schema"."a table's name of ""sixty-three"" bytes, all of them in use: 1234" aside
-- Date: 2026-11-22
-- Command: new-migration drop-table '"odd schema"."a table'"'"'s name of ""sixty-three"" bytes, all of them in use: 1234"'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE SCHEMA "_dropped_999_a table's name of ""sixty-three"" bytes, al_fccdc13f";

COMMENT ON SCHEMA "_dropped_999_a table's name of ""sixty-three"" bytes, al_fccdc13f" IS 'Set aside by migration 999_set_aside_a_table_s_name_of_sixty_three_bytes_all_of_them_in_use_1234';

-- Foreign keys are checked as the owner of the table, who may be another; its own privileges stay as they are
GRANT USAGE ON SCHEMA "_dropped_999_a table's name of ""sixty-three"" bytes, al_fccdc13f" TO PUBLIC;

-- It keeps its rows, indexes, constraints, triggers and privileges until it is dropped for good
ALTER TABLE "odd schema"."a table's name of ""sixty-three"" bytes, all of them in use: 1234"
  SET SCHEMA "_dropped_999_a table's name of ""sixty-three"" bytes, al_fccdc13f";

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('999_set_aside_a_table_s_name_of_sixty_three_bytes_all_of_them_in_use_1234', CURRENT_TIMESTAMP);

COMMIT;
