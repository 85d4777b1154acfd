-- Rollback 999: Add "a""b" to "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration add-column '"odd schema"."order"' '"a""b" text not null check (length("a""b") > 0)' --no-index --populate 'upper(naïve) || '"'"' $$ 50 % of "select"'"'"' ' --key '"select", "My Column"' --batch-size 7 --pause 0

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "odd schema"."order"
  DROP COLUMN "a""b";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '999_add_a_b_to_order';

COMMIT;
