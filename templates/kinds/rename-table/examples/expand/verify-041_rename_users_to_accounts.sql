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

SELECT 'users belongs to the owner of accounts' AS claim,
       EXISTS (
         SELECT FROM pg_class AS _view
         JOIN pg_class AS _table USING (relowner)
         WHERE _view.oid = to_regclass('users')
           AND _table.oid = to_regclass('accounts')
       ) AS holds;
