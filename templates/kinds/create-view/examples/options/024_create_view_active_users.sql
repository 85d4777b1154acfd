-- Migration 024: Create view active_users
-- Date: 2026-11-22
-- Command: new-migration create-view active_users 'select * from users where is_active' --security-invoker --columns user_id --column-comment "user_id IS 'Whom it is about'" --security-barrier --check-option cascaded

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE VIEW active_users (user_id)
  WITH (security_barrier, security_invoker) AS
SELECT *
FROM users
WHERE is_active
WITH CASCADED CHECK OPTION;

COMMENT ON COLUMN active_users.user_id IS 'Whom it is about';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('024_create_view_active_users', CURRENT_TIMESTAMP);

COMMIT;
