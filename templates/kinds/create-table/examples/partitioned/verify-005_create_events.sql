-- Verify 005: Create events
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'table events exists with all its columns' AS claim,
       (
         SELECT count(*) = 3
         FROM pg_attribute
         WHERE attrelid = to_regclass('events')
           AND attnum > 0
           AND attname IN ('event_id', 'happened_at', 'payload')
       ) AS holds;

SELECT 'index idx_events_happened_at on events exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('idx_events_happened_at')
           AND indrelid = to_regclass('events')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
