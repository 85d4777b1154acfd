-- Verify 1000: Copy "a""b" to "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä" of "My Schema"."order"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'migration 1000_copy_a_b_to_ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_a_of_order is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1000_copy_a_b_to_ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_a_of_order') AS holds;

SELECT 'no row of "My Schema"."order" differs in "a""b" and "ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä"' AS claim,
       NOT EXISTS (SELECT FROM "My Schema"."order" WHERE ROW("ein_sehr_langer_name_der_genau_dreiundsechzig_bytes_lang_ist_ä")::record *<> ROW("a""b")::record) AS holds;
