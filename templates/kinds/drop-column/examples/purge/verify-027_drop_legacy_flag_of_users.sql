-- Verify 027: Drop legacy_flag of users for good
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column _dropped_020_legacy_flag of users is dropped' AS claim,
       to_regclass('users') IS NOT NULL
       AND NOT EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('users')
           AND attname = '_dropped_020_legacy_flag'
       ) AS holds;
