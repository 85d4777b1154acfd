-- Rollback 1000: Validate check "ck_it's_order_a""b_My Column_naïve__offending" of "odd schema"."it's"
-- Date: 2026-11-22
-- Command: new-migration add-check '"odd schema"."it'"'"'s"' '"order" IS DISTINCT FROM '"'"'it'"'"''"'"'s $$ 50 %'"'"' AND "a""b" ~ '"'"'^.{0,5}$'"'"' AND "My Column" > 0 AND length(naïve) < 64 AND "_offending" IS NULL'

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Nothing makes a constraint NOT VALID again, so it is dropped and put back as it was
ALTER TABLE "odd schema"."it's"
  DROP CONSTRAINT "ck_it's_order_a""b_My Column_naïve__offending";

ALTER TABLE "odd schema"."it's"
  ADD CONSTRAINT "ck_it's_order_a""b_My Column_naïve__offending"
  CHECK ("order" IS DISTINCT FROM 'it''s $$ 50 %' AND "a""b" ~ '^.{0,5}$' AND "My Column" > 0 AND length(naïve) < 64 AND "_offending" IS NULL)
  NOT VALID;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1000_validate_check_order_a_b_my_column_naive_offending_of_it_s';

COMMIT;
