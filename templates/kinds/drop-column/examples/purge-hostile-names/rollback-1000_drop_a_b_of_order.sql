-- Rollback 1000: Drop "a""b" of "odd schema"."order" for good
-- Date: 2026-11-22
-- Command: new-migration drop-column '"odd schema"."order"' '"a""b"' --phase purge

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Data lost: the values of "_dropped_999_a""b" of "odd schema"."order"
ALTER TABLE "odd schema"."order"
  ADD COLUMN "_dropped_999_a""b" text DEFAULT '$$ -- it''s; "x"'::text;

CREATE INDEX "My Index"
  ON "odd schema"."order" ("naïve", "_dropped_999_a""b");

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1000_drop_a_b_of_order';

COMMIT;
