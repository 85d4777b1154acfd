-- Migration 042: Drop the view users of accounts
-- Purpose: Not every account is that of a person
-- Date: 2026-11-22
-- Command: new-migration rename-table users accounts --phase contract

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP VIEW users;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('042_drop_view_users', CURRENT_TIMESTAMP);

COMMIT;
