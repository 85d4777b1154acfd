-- Migration 1000: Drop the view "My Schema"."order" of "naïve"
-- Date: 2026-11-22
-- Command: new-migration rename-table '"My Schema"."order"' 'naïve' --phase contract

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP VIEW "My Schema"."order";

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1000_drop_view_order', CURRENT_TIMESTAMP);

COMMIT;
