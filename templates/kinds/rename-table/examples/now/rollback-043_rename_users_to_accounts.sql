-- Rollback 043: Rename users to accounts
-- Purpose: Not every account is that of a person
-- Date: 2026-11-22
-- Command: new-migration rename-table users accounts --now

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE accounts
  RENAME TO users;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '043_rename_users_to_accounts';

COMMIT;
