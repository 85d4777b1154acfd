-- Rollback 077: Enable row security for "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration enable-row-security '"odd schema"."order"' '"a""b" USING ("My Column" = current_user)' 'naïve FOR DELETE TO pg_monitor USING (naïve > 1)' --force

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "odd schema"."order"
  NO FORCE ROW LEVEL SECURITY,
  DISABLE ROW LEVEL SECURITY;

DROP POLICY "naïve" ON "odd schema"."order";

DROP POLICY "a""b" ON "odd schema"."order";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '077_enable_row_security_for_order';

COMMIT;
