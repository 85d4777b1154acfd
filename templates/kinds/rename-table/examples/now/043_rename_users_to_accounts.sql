-- Migration 043: Rename users to accounts
-- Purpose: Not every account is that of a person
-- Date: 2026-11-22
-- Command: new-migration rename-table users accounts --now

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  RENAME TO accounts;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('043_rename_users_to_accounts', CURRENT_TIMESTAMP);

COMMIT;
