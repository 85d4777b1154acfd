-- Verify 1000: Add primary key ("order", "a""b", "My Column", "naïve", a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1) to "odd schema"."it's"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'primary key "pk_it''s" of "odd schema"."it''s" exists' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('"odd schema"."it''s"')
           AND conname = 'pk_it''s'
           AND contype = 'p'
       ) AS holds;
