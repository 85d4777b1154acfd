-- Verify 999: Check that "ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä" of "My Schema"."order" is not NULL
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'constraint "ck_order_ein sehr langer Name, der genau dreiundsechzi_7ed990e9" of "My Schema"."order" exists' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('"My Schema"."order"')
           AND conname = 'ck_order_ein sehr langer Name, der genau dreiundsechzi_7ed990e9'
           AND contype = 'c'
       ) AS holds;
