-- Rollback 052: Grant ALL ON TABLE users, everybody to pg_read_all_stats
-- Date: 2026-11-22
-- Command: new-migration grant 'ALL ON users, everybody TO pg_read_all_stats' --with-grant-option

BEGIN;

SET LOCAL lock_timeout = '2s';

REVOKE ALL
  ON TABLE users, everybody
  FROM pg_read_all_stats;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '052_grant_all_on_users_and_everybody_to_pg_read_all_stats';

COMMIT;
