-- Rollback 999: Refuse new NULLs in "a""b", "My Column", "naïve", a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1 of "odd schema"."it's"
-- Date: 2026-11-22
-- Command: new-migration add-primary-key '"odd schema"."it'"'"'s"' '"order", "a""b", "My Column", naïve, a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1' --nullable '"a""b", "My Column", naïve, a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "odd schema"."it's"
  DROP CONSTRAINT "ck_it's_a""b_not_null";

ALTER TABLE "odd schema"."it's"
  DROP CONSTRAINT "ck_it's_My Column_not_null";

ALTER TABLE "odd schema"."it's"
  DROP CONSTRAINT "ck_it's_naïve_not_null";

ALTER TABLE "odd schema"."it's"
  DROP CONSTRAINT "ck_it's_a_column_whose_name_has_sixty_three_bytes_all_343ac9f8";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '999_require_a_b_and_my_column_and_naive_and_a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1_of_it_s';

COMMIT;
