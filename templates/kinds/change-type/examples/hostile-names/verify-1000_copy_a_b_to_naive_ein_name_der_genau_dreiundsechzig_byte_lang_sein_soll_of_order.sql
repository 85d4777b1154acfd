-- Verify 1000: Copy "a""b" to "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" of "My Schema"."order"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'migration 1000_copy_a_b_to_naive_ein_name_der_genau_dreiundsechzig_byte_lang_sein_soll_of_order is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '1000_copy_a_b_to_naive_ein_name_der_genau_dreiundsechzig_byte_lang_sein_soll_of_order') AS holds;

SELECT 'every row of "My Schema"."order" that has "a""b" has "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll"' AS claim,
       NOT EXISTS (SELECT FROM "My Schema"."order" WHERE "naïve, ein Name, der genau dreiundsechzig Byte lang sein soll" IS NULL AND "a""b" IS NOT NULL) AS holds;
