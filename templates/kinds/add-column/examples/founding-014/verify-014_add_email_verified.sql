-- Verify 014: Add email_verified to users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column email_verified of users exists, NOT NULL' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('users')
           AND attname = 'email_verified'
           AND atttypid = to_regtype('boolean')
           AND attnotnull = true
       ) AS holds;
