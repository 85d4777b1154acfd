-- Verify 042: Add foreign key to "odd schema"."it's"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'foreign key "fk_it''s_order" of "odd schema"."it''s" to "odd schema"."order" exists' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('"odd schema"."it''s"')
           AND conname = 'fk_it''s_order'
           AND contype = 'f'
           AND confrelid = to_regclass('"odd schema"."order"')
       ) AS holds;
