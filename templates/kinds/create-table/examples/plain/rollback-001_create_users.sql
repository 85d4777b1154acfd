-- Rollback 001: Create users
-- Date: 2026-11-22
-- Command: new-migration create-table users 'user_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY' 'email text NOT NULL UNIQUE' 'created_at timestamptz NOT NULL DEFAULT now()' 'last_login timestamptz'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TABLE users;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '001_create_users';

COMMIT;
