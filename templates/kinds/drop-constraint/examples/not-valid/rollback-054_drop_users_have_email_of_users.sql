-- Rollback 054: Drop users_have_email of users
-- Date: 2026-11-22
-- Command: new-migration drop-constraint users users_have_email

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE users
  ADD CONSTRAINT users_have_email CHECK (email <> ''::text) NOT VALID;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '054_drop_users_have_email_of_users';

COMMIT;
