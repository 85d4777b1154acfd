-- Rollback 044: Rename users to accounts, with a view of the old name
-- Purpose: Not every account is that of a person
-- Date: 2026-11-22
-- Command: new-migration rename-table users accounts

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP VIEW users;

ALTER TABLE accounts
  RENAME TO users;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '044_rename_users_to_accounts';

COMMIT;
