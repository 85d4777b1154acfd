-- Verify 031: tune autovacuum of events
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'events is vacuumed at 1 % dead rows' AS claim,
       EXISTS (SELECT FROM pg_class WHERE oid = to_regclass('events') AND 'autovacuum_vacuum_scale_factor=0.01' = ANY (reloptions)) AS holds;
