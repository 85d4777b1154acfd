-- Migration 999: Add check "ck_it's_order_a""b_My Column_naïve__offending" to "odd schema"."it's"
-- Date: 2026-11-22
-- Command: new-migration add-check '"odd schema"."it'"'"'s"' '"order" IS DISTINCT FROM '"'"'it'"'"''"'"'s $$ 50 %'"'"' AND "a""b" ~ '"'"'^.{0,5}$'"'"' AND "My Column" > 0 AND length(naïve) < 64 AND "_offending" IS NULL'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "odd schema"."it's"
  ADD CONSTRAINT "ck_it's_order_a""b_My Column_naïve__offending"
  CHECK ("order" IS DISTINCT FROM 'it''s $$ 50 %' AND "a""b" ~ '^.{0,5}$' AND "My Column" > 0 AND length(naïve) < 64 AND "_offending" IS NULL)
  NOT VALID;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('999_add_check_order_a_b_my_column_naive_offending_to_it_s', CURRENT_TIMESTAMP);

COMMIT;
