-- Rollback 042: Drop the view users of accounts
-- Purpose: Not every account is that of a person
-- Date: 2026-11-22
-- Command: new-migration rename-table users accounts --phase contract

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE VIEW users
  WITH (security_invoker = true)
AS
 SELECT user_id,
    email,
    created_at
   FROM accounts;

GRANT SELECT, INSERT, UPDATE, DELETE ON users TO pg_monitor;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '042_drop_view_users';

COMMIT;
