-- Rollback 056: Grant SELECT ("My Column", "a""b"), INSERT ON TABLE "odd schema"."order", "odd schema"."naïve" to pg_monitor
-- Date: 2026-11-22
-- Command: new-migration grant 'SELECT ("My Column", "a""b"), INSERT ON "odd schema"."order", "odd schema".naïve TO pg_monitor'

BEGIN;

SET LOCAL lock_timeout = '2s';

REVOKE SELECT ("My Column", "a""b"), INSERT
  ON TABLE "odd schema"."order", "odd schema"."naïve"
  FROM pg_monitor;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '056_grant_select_and_insert_on_order_and_naive_to_pg_monitor';

COMMIT;
