-- Verify 1002: Index "My Schema"."order" ("ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä"), unique
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'index uq_order_ein_sehr_langer_name_der_genau_dreiundsechzig_4085f0f7 on "My Schema"."order" exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('"My Schema".uq_order_ein_sehr_langer_name_der_genau_dreiundsechzig_4085f0f7')
           AND indrelid = to_regclass('"My Schema"."order"')
           AND indisunique = true
           AND indisvalid
       ) AS holds;
