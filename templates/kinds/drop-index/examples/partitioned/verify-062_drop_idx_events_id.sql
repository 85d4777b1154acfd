-- Verify 062: Drop index idx_events_id
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'there is no index idx_events_id' AS claim,
       to_regclass('idx_events_id') IS NULL AS holds;
