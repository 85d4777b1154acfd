-- Verify 020: Set legacy_flag of users aside
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column legacy_flag of users is set aside as _dropped_020_legacy_flag' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('users')
           AND attname = '_dropped_020_legacy_flag'
       ) AS holds;

SELECT 'rows of users may come without it' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         JOIN pg_type ON pg_type.oid = atttypid
         WHERE attrelid = to_regclass('users')
           AND attname = '_dropped_020_legacy_flag'
           AND (NOT attnotnull AND NOT typnotnull OR atthasdef OR attidentity <> '')
       ) AS holds;
