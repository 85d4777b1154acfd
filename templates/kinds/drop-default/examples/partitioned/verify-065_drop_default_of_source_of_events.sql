-- Verify 065: Drop the default of source of events
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column source of events has no default' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('events')
           AND attname = 'source'
           AND NOT atthasdef
       ) AS holds;
