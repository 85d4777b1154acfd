-- Rollback 030: Drop view active_users
-- Date: 2026-11-22
-- Command: new-migration drop-view active_users

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE VIEW active_users
  WITH (security_barrier = true)
AS
 SELECT id,
    email
   FROM users
  WHERE is_active;

ALTER VIEW active_users OWNER TO pg_database_owner;

COMMENT ON VIEW active_users IS 'Users who can log in';

GRANT SELECT ON active_users TO pg_monitor;

COMMENT ON COLUMN active_users.email IS 'Where we write to';

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '030_drop_view_active_users';

COMMIT;
