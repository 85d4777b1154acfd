-- Verify 067: Let source of events be NULL
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column source of events may be NULL' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('events')
           AND attname = 'source'
           AND NOT attnotnull
       ) AS holds;
