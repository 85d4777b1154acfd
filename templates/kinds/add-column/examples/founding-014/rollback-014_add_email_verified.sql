-- Rollback 014: Add email_verified to users
-- Date: 2026-11-22
-- Command: new-migration add-column users 'email_verified boolean not null default false' --no-index --populate "created_at < '2026-01-01'" --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  DROP COLUMN email_verified;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '014_add_email_verified';

COMMIT;
