-- Rollback 999: Drop the default of "My Column" of "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration drop-default '"odd schema"."order"' '"My Column"'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "odd schema"."order"
  ALTER COLUMN "My Column" SET DEFAULT '$$ -- it''s; "x"'::text;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '999_drop_default_of_my_column_of_order';

COMMIT;
