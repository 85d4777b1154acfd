-- Verify 014: Index user_notes (deleted_at)
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'index idx_user_notes_deleted_at on user_notes exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('idx_user_notes_deleted_at')
           AND indrelid = to_regclass('user_notes')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
