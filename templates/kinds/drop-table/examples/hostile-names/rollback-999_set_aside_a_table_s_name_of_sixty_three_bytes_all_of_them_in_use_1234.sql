-- Rollback 999: Set "odd schema"."a table's name of ""sixty-three"" bytes, all of them in use: 1234" aside
-- Date: 2026-11-22
-- Command: new-migration drop-table '"odd schema"."a table'"'"'s name of ""sixty-three"" bytes, all of them in use: 1234"'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "_dropped_999_a table's name of ""sixty-three"" bytes, al_fccdc13f"."a table's name of ""sixty-three"" bytes, all of them in use: 1234"
  SET SCHEMA "odd schema";

DROP SCHEMA "_dropped_999_a table's name of ""sixty-three"" bytes, al_fccdc13f";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '999_set_aside_a_table_s_name_of_sixty_three_bytes_all_of_them_in_use_1234';

COMMIT;
