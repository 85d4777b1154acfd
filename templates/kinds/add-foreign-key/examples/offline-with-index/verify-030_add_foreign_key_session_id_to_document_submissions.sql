-- Verify 030: Add foreign key to document_submissions
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'foreign key fk_document_submissions_session_id of document_submissions to review_sessions is valid' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('document_submissions')
           AND conname = 'fk_document_submissions_session_id'
           AND contype = 'f'
           AND confrelid = to_regclass('review_sessions')
           AND convalidated
       ) AS holds;

SELECT 'index idx_document_submissions_session_id on document_submissions exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('idx_document_submissions_session_id')
           AND indrelid = to_regclass('document_submissions')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
