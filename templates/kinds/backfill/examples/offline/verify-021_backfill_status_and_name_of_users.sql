-- Verify 021: Backfill status, name of users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'replaced values of users are kept in _undo_021_users' AS claim,
       to_regclass('_undo_021_users') IS NOT NULL AS holds;

SELECT 'no row of users is left to fill: status = ''active''' AS claim,
       NOT EXISTS (
         SELECT FROM users
         WHERE (status IS NULL) AND status IS DISTINCT FROM ('active')
       ) AS holds;
