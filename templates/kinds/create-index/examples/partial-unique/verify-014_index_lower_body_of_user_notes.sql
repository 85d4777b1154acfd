-- Verify 014: Index public.user_notes (lower(body))
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'index idx_user_notes_lower_body on public.user_notes exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('public.idx_user_notes_lower_body')
           AND indrelid = to_regclass('public.user_notes')
           AND indisunique = true
           AND indisvalid
       ) AS holds;
