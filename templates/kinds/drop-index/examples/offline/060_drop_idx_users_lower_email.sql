-- Migration 060: Drop index idx_users_lower_email
-- Date: 2026-11-22
-- Command: new-migration drop-index idx_users_lower_email --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP INDEX idx_users_lower_email;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('060_drop_idx_users_lower_email', CURRENT_TIMESTAMP);

COMMIT;
