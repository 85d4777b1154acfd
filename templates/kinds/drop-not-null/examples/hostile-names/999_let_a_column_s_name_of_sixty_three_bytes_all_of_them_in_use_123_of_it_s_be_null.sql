-- Migration 999: Let "a column's name of ""sixty-three"" bytes, all of them in use: 123" of "odd schema"."it's" be NULL
-- Date: 2026-11-22
-- Command: new-migration drop-not-null '"odd schema"."it'"'"'s"' '"a column'"'"'s name of ""sixty-three"" bytes, all of them in use: 123"'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "odd schema"."it's"
  ALTER COLUMN "a column's name of ""sixty-three"" bytes, all of them in use: 123" DROP NOT NULL;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('999_let_a_column_s_name_of_sixty_three_bytes_all_of_them_in_use_123_of_it_s_be_null', CURRENT_TIMESTAMP);

COMMIT;
