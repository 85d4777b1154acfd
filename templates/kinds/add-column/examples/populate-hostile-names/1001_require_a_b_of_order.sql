-- Migration 1001: Refuse new NULLs in "a""b" of "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration add-column '"odd schema"."order"' '"a""b" text not null check (length("a""b") > 0)' --no-index --populate 'upper(naïve) || '"'"' $$ 50 % of "select"'"'"' ' --key '"select", "My Column"' --batch-size 7 --pause 0

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Holds for new rows at once; the old ones are read by the next migration
ALTER TABLE "odd schema"."order"
  ADD CONSTRAINT "ck_order_a""b_not_null" CHECK ("a""b" IS NOT NULL) NOT VALID;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1001_require_a_b_of_order', CURRENT_TIMESTAMP);

COMMIT;
