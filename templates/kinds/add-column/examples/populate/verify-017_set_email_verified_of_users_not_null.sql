-- Verify 017: Make email_verified of users NOT NULL
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column email_verified of users is NOT NULL' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('users')
           AND attname = 'email_verified'
           AND attnotnull
       ) AS holds;
