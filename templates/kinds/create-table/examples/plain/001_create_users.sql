-- Migration 001: Create users
-- Date: 2026-11-22
-- Command: new-migration create-table users 'user_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY' 'email text NOT NULL UNIQUE' 'created_at timestamptz NOT NULL DEFAULT now()' 'last_login timestamptz'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE TABLE users (
  user_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_users PRIMARY KEY,
  email text NOT NULL CONSTRAINT uq_users_email UNIQUE,
  created_at timestamptz DEFAULT now() NOT NULL,
  last_login timestamptz
);

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('001_create_users', CURRENT_TIMESTAMP);

COMMIT;
