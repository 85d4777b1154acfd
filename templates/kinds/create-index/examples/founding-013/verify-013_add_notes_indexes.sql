-- Verify 013: Index user_notes (created_by), (submission_id, created_by)
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'index idx_user_notes_created_by on user_notes exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('idx_user_notes_created_by')
           AND indrelid = to_regclass('user_notes')
           AND indisunique = false
           AND indisvalid
       ) AS holds;

SELECT 'index idx_user_notes_submission_creator on user_notes exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('idx_user_notes_submission_creator')
           AND indrelid = to_regclass('user_notes')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
