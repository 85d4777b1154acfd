-- Rollback 035: Replace view active_users
-- Date: 2026-11-22
-- Command: new-migration replace-view active_users 'SELECT id, upper(email) AS email, name FROM users WHERE is_active' --recreate yes

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP MATERIALIZED VIEW domain_counts;

DROP VIEW active_domains;

DROP VIEW active_users;

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

CREATE VIEW active_domains AS
 SELECT split_part(email, '@'::text, 2) AS domain
   FROM active_users;

GRANT SELECT ON active_domains TO pg_read_all_data;

CREATE MATERIALIZED VIEW domain_counts AS
 SELECT domain,
    count(*) AS count
   FROM active_domains
  GROUP BY domain;

CREATE UNIQUE INDEX domain_counts_domain
  ON domain_counts (domain);

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '035_replace_view_active_users';

COMMIT;
