-- Migration 999: Drop the default of "My Column" of "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration drop-default '"odd schema"."order"' '"My Column"'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "odd schema"."order"
  ALTER COLUMN "My Column" DROP DEFAULT;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('999_drop_default_of_my_column_of_order', CURRENT_TIMESTAMP);

COMMIT;
