-- Rollback 1000: Drop the view "My Schema"."order" of "naïve"
-- Date: 2026-11-22
-- Command: new-migration rename-table '"My Schema"."order"' 'naïve' --phase contract

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE VIEW "My Schema"."order"
  WITH (security_invoker = true)
AS
 SELECT "a""b",
    "My Column"
   FROM "My Schema"."naïve";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1000_drop_view_order';

COMMIT;
