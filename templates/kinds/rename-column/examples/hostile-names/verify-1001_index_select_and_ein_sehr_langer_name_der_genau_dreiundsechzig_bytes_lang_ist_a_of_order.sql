-- Verify 1001: Index "My Schema"."order" ("select", "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä")
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'index idx_order_select_ein_sehr_langer_name_der_genau_dreiun_08862698 on "My Schema"."order" exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('"My Schema".idx_order_select_ein_sehr_langer_name_der_genau_dreiun_08862698')
           AND indrelid = to_regclass('"My Schema"."order"')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
