-- Verify 041: Index "order" of "odd schema"."it's"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'index "idx_it''s_order" on "odd schema"."it''s" exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('"odd schema"."idx_it''s_order"')
           AND indrelid = to_regclass('"odd schema"."it''s"')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
