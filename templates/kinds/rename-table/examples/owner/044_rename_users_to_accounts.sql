-- Migration 044: Rename users to accounts, with a view of the old name
-- Purpose: Not every account is that of a person
-- Date: 2026-11-22
-- Command: new-migration rename-table users accounts

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  RENAME TO accounts;

-- Not with security_invoker: that takes SELECT on every column of the table, which not every role has
CREATE VIEW users
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

GRANT DELETE ON users TO pg_signal_backend WITH GRANT OPTION;

GRANT SELECT (user_id) ON users TO pg_read_all_stats;

GRANT INSERT (email), UPDATE (email) ON users TO pg_read_all_stats;

GRANT SELECT ("Full Name") ON users TO PUBLIC;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('044_rename_users_to_accounts', CURRENT_TIMESTAMP);

COMMIT;
