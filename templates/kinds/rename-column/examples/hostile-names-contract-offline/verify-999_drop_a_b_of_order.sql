-- Verify 999: Rename "a""b" of "My Schema"."order" to "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" for good
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" of "My Schema"."order" exists' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"My Schema"."order"')
           AND attname = 'ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä'
       ) AS holds;

SELECT 'column "a""b" of "My Schema"."order" does not exist' AS claim,
       NOT EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('"My Schema"."order"')
           AND attname = 'a"b'
       ) AS holds;
