-- Verify 041: Rename users to accounts, with a view of the old name
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'accounts is a table' AS claim,
       EXISTS (
         SELECT FROM pg_class
         WHERE oid = to_regclass('accounts')
           AND relkind IN ('r', 'p')
       ) AS holds;

SELECT 'users is a view' AS claim,
       EXISTS (
         SELECT FROM pg_class
         WHERE oid = to_regclass('users')
           AND relkind IN ('v')
       ) AS holds;
