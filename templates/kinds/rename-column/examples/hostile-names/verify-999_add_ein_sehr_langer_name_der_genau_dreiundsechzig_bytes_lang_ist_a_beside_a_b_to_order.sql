-- Verify 999: Add "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" beside "a""b" to "My Schema"."order"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" of "My Schema"."order" exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"My Schema"."order"')
           AND attname = 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä'
       ) AS holds;

SELECT 'a trigger of "My Schema"."order" keeps "a""b" and "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" together' AS claim,
       EXISTS (
         SELECT FROM pg_trigger
         WHERE tgrelid = to_regclass('"My Schema"."order"')
           AND tgname = 'zz_sync_order_a"b_ein_sehr_langer_name_der_genau_dreiu_bcb1f8d4'
           AND tgenabled IN ('O', 'A')
       ) AS holds;
