-- Verify 010: Add is_archived to review_sessions
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column is_archived of review_sessions exists, NOT NULL' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('review_sessions')
           AND attname = 'is_archived'
           AND atttypid = to_regtype('boolean')
           AND attnotnull = true
       ) AS holds;

SELECT 'index idx_review_sessions_is_archived on review_sessions exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('idx_review_sessions_is_archived')
           AND indrelid = to_regclass('review_sessions')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
