-- Migration 054: Drop users_have_email of users
-- Date: 2026-11-22
-- Command: new-migration drop-constraint users users_have_email

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  DROP CONSTRAINT users_have_email;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('054_drop_users_have_email_of_users', CURRENT_TIMESTAMP);

COMMIT;
