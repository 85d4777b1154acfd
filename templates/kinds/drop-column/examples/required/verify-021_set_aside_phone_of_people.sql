-- Verify 021: Set phone of people aside
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column phone of people is set aside as _dropped_021_phone' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('people')
           AND attname = '_dropped_021_phone'
       ) AS holds;

SELECT 'rows of people may come without it' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         JOIN pg_type ON pg_type.oid = atttypid
         WHERE attrelid = to_regclass('people')
           AND attname = '_dropped_021_phone'
           AND (NOT attnotnull AND NOT typnotnull OR atthasdef OR attidentity <> '')
       ) AS holds;
