-- Verify 1000: Validate check "ck_it's_order_a""b_My Column_naïve__offending" of "odd schema"."it's"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'check constraint "ck_it''s_order_a""b_My Column_naïve__offending" of "odd schema"."it''s" is valid' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('"odd schema"."it''s"')
           AND conname = 'ck_it''s_order_a"b_My Column_naïve__offending'
           AND contype = 'c'
           AND convalidated
       ) AS holds;
