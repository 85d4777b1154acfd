-- Verify 051: Drop fk_submissions_session of document_submissions
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'document_submissions has no constraint fk_submissions_session' AS claim,
       NOT EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('document_submissions')
           AND conname = 'fk_submissions_session'
       ) AS holds;
