-- Rollback 065: Revoke SELECT ("My Column", "a""b"), INSERT ON TABLE "odd schema"."order", "odd schema"."naïve" from pg_monitor
-- Date: 2026-11-22
-- Command: new-migration revoke 'SELECT ("My Column", "a""b"), INSERT ON "odd schema"."order", "odd schema".naïve FROM pg_monitor'

BEGIN;

SET LOCAL lock_timeout = '2s';

GRANT SELECT ("My Column", "a""b"), INSERT
  ON TABLE "odd schema"."order", "odd schema"."naïve"
  TO pg_monitor;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '065_revoke_select_and_insert_on_order_and_naive_from_pg_monitor';

COMMIT;
