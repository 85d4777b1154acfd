-- Verify 060: Drop index idx_users_lower_email
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'there is no index idx_users_lower_email' AS claim,
       to_regclass('idx_users_lower_email') IS NULL AS holds;
