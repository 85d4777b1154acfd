-- Migration 034: Replace view active_users
-- Date: 2026-11-22
-- Command: new-migration replace-view active_users 'SELECT id, email, name FROM users WHERE is_active'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE OR REPLACE VIEW active_users
  WITH (security_barrier = true) AS
SELECT id, email, name
FROM users
WHERE is_active;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('034_replace_view_active_users', CURRENT_TIMESTAMP);

COMMIT;
