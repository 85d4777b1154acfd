-- Verify 016: Index "odd schema"."order" ("a""b" COLLATE "C" text_pattern_ops DESC NULLS LAST)
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'index "idx_order_a""b" on "odd schema"."order" exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('"odd schema"."idx_order_a""b"')
           AND indrelid = to_regclass('"odd schema"."order"')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
