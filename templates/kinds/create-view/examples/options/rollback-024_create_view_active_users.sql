-- Rollback 024: Create view active_users
-- Date: 2026-11-22
-- Command: new-migration create-view active_users 'select * from users where is_active' --security-invoker --columns user_id --column-comment "user_id IS 'Whom it is about'" --security-barrier --check-option cascaded

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP VIEW active_users;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '024_create_view_active_users';

COMMIT;
