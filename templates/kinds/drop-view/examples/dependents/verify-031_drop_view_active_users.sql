-- Verify 031: Drop view active_users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'view active_users is gone' AS claim,
       to_regclass('active_users') IS NULL AS holds;
