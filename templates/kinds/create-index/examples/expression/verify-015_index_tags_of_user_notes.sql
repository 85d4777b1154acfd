-- Verify 015: Index user_notes (tags array_ops)
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'index idx_user_notes_tags on user_notes exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('idx_user_notes_tags')
           AND indrelid = to_regclass('user_notes')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
