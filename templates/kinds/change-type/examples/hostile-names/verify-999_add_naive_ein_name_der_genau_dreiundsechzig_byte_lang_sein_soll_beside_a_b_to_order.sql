-- Verify 999: Add "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" of type jsonb beside "a""b" to "My Schema"."order"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" of "My Schema"."order" exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"My Schema"."order"')
           AND attname = 'naïve, ein Name, der genau dreiundsechzig Byte lang sein soll'
       ) AS holds;

SELECT 'a trigger of "My Schema"."order" keeps "a""b" and "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" together' AS claim,
       EXISTS (
         SELECT FROM pg_trigger
         WHERE tgrelid = to_regclass('"My Schema"."order"')
           AND tgname = 'zz_sync_order_a"b_naïve, ein Name, der genau dreiunds_e40732aa'
           AND tgenabled IN ('O', 'A')
       ) AS holds;
