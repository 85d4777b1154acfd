-- Verify 021: Add payload beside data to events
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column payload of events exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('events')
           AND attname = 'payload'
       ) AS holds;

SELECT 'a trigger of events keeps data and payload together' AS claim,
       EXISTS (
         SELECT FROM pg_trigger
         WHERE tgrelid = to_regclass('events')
           AND tgname = 'zz_sync_events_data_payload'
           AND tgenabled IN ('O', 'A')
       ) AS holds;
