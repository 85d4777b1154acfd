-- Verify 016: Index user_notes (to_tsvector('simple', body))
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'index idx_user_notes_to_tsvector_body on user_notes exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('idx_user_notes_to_tsvector_body')
           AND indrelid = to_regclass('user_notes')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
