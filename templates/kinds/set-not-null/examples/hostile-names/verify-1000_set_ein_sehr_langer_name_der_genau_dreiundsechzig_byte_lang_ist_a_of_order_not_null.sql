-- Verify 1000: Set "ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä" of "My Schema"."order" NOT NULL
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column "ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä" of "My Schema"."order" is NOT NULL' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"My Schema"."order"')
           AND attname = 'ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä'
           AND attnotnull
       ) AS holds;
