-- Migration 014: Add email_verified to users
-- Date: 2026-11-22
-- Command: new-migration add-column users 'email_verified boolean not null default false' --no-index --populate "created_at < '2026-01-01'" --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  ADD COLUMN email_verified boolean;

-- Rows that exist
UPDATE users
SET email_verified = created_at < '2026-01-01';

ALTER TABLE users
  ALTER COLUMN email_verified SET NOT NULL;

-- New rows only, because the column is there already
ALTER TABLE users
  ALTER COLUMN email_verified SET DEFAULT false;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('014_add_email_verified', CURRENT_TIMESTAMP);

COMMIT;
