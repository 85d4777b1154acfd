-- Verify 044: Refuse new NULLs in taken_at of readings
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column taken_at of readings takes no new NULL' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('readings')
           AND conname = 'ck_readings_taken_at_not_null'
           AND contype = 'c'
       ) OR EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('readings')
           AND attname = 'taken_at'
           AND attnotnull
       ) AS holds;
