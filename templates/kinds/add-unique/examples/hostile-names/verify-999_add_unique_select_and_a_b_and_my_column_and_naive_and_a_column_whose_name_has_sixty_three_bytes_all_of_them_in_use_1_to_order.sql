-- Verify 999: Add unique ("select", "a""b", "My Column", "naïve", a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1) to "odd schema"."order"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'unique constraint "uq_order_select_a""b_My Column_naïve_a_column_whose_na_8ba030e2" of "odd schema"."order" exists' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('"odd schema"."order"')
           AND conname = 'uq_order_select_a"b_My Column_naïve_a_column_whose_na_8ba030e2'
           AND contype = 'u'
       ) AS holds;
