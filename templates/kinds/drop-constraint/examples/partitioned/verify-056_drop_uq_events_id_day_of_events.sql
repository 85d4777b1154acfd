-- Verify 056: Drop uq_events_id_day of events
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'events has no constraint uq_events_id_day' AS claim,
       NOT EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('events')
           AND conname = 'uq_events_id_day'
       ) AS holds;
