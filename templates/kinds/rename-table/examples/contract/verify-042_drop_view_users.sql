-- Verify 042: Drop the view users of accounts
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'there is no relation users' AS claim,
       to_regclass('users') IS NULL AS holds;

SELECT 'accounts is a table' AS claim,
       EXISTS (
         SELECT FROM pg_class
         WHERE oid = to_regclass('accounts')
           AND relkind IN ('r', 'p')
       ) AS holds;
