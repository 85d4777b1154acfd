-- Migration 999: Set "a column's name of ""sixty-three"" bytes, all of them in use: 123" of "odd schema"."it's" aside
-- Date: 2026-11-22
-- Command: new-migration drop-column '"odd schema"."it'"'"'s"' '"a column'"'"'s name of ""sixty-three"" bytes, all of them in use: 123"'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- It keeps its values, indexes and constraints until it is dropped for good
ALTER TABLE "odd schema"."it's"
  RENAME COLUMN "a column's name of ""sixty-three"" bytes, all of them in use: 123" TO "_dropped_999_a column's name of ""sixty-three"" bytes, a_2ba34ec8";

-- Rows come without it from now on
ALTER TABLE "odd schema"."it's"
  ALTER COLUMN "_dropped_999_a column's name of ""sixty-three"" bytes, a_2ba34ec8" DROP NOT NULL;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('999_set_aside_a_column_s_name_of_sixty_three_bytes_all_of_them_in_use_123_of_it_s', CURRENT_TIMESTAMP);

COMMIT;
