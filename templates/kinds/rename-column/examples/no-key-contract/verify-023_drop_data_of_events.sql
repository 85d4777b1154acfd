-- Verify 023: Rename data of events to payload for good
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column payload of events exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('events')
           AND attname = 'payload'
       ) AS holds;

SELECT 'column data of events does not exist' AS claim,
       NOT EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('events')
           AND attname = 'data'
       ) AS holds;
