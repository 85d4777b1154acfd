-- Migration 1000: Drop "a""b" of "odd schema"."order" for good
-- Date: 2026-11-22
-- Command: new-migration drop-column '"odd schema"."order"' '"a""b"' --phase purge

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "odd schema"."order"
  DROP COLUMN "_dropped_999_a""b";

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1000_drop_a_b_of_order', CURRENT_TIMESTAMP);

COMMIT;
