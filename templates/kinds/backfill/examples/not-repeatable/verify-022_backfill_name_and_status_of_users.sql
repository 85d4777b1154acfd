-- Verify 022: Backfill name, status of users
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'replaced values of users are kept in _undo_022_users' AS claim,
       to_regclass('_undo_022_users') IS NOT NULL AS holds;
