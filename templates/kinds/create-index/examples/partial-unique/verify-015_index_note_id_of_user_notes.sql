-- Verify 015: Index public.user_notes (note_id)
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'index idx_user_notes_note_id on public.user_notes exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('public.idx_user_notes_note_id')
           AND indrelid = to_regclass('public.user_notes')
           AND indisunique = true
           AND indisvalid
       ) AS holds;
