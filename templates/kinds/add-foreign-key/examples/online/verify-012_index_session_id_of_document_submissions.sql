-- Verify 012: Index session_id of document_submissions
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'index idx_document_submissions_session_id on document_submissions exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('idx_document_submissions_session_id')
           AND indrelid = to_regclass('document_submissions')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
