-- Verify 013: Index invited_by of review_sessions
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'index idx_review_sessions_invited_by on review_sessions exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('idx_review_sessions_invited_by')
           AND indrelid = to_regclass('review_sessions')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
