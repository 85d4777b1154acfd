-- Verify 023: Create view active_users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'view active_users exists' AS claim,
       EXISTS (
         SELECT FROM pg_class
         WHERE oid = to_regclass('active_users')
           AND relkind = 'v'
       ) AS holds;

SELECT 'active_users has the columns id, email' AS claim,
       (
         SELECT count(*) = 2
         FROM pg_attribute
         WHERE attrelid = to_regclass('active_users')
           AND attnum > 0
           AND attname IN ('id', 'email')
       ) AS holds;
