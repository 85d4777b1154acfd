-- Verify 022: Set events aside
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'table events is set aside as _dropped_022_events.events' AS claim,
       to_regclass('_dropped_022_events.events') IS NOT NULL
       AND to_regclass('public.events') IS NULL AS holds;
