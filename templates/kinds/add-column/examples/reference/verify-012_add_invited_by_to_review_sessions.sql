-- Verify 012: Add invited_by to review_sessions
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column invited_by of review_sessions exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('review_sessions')
           AND attname = 'invited_by'
           AND atttypid = to_regtype('bigint')
           AND attnotnull = false
       ) AS holds;
