-- Verify 013: Add foreign key to document_submissions
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'foreign key fk_document_submissions_session_id of document_submissions to review_sessions exists' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('document_submissions')
           AND conname = 'fk_document_submissions_session_id'
           AND contype = 'f'
           AND confrelid = to_regclass('review_sessions')
       ) AS holds;
