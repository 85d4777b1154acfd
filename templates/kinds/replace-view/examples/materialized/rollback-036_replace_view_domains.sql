-- Rollback 036: Replace view domains
-- Date: 2026-11-22
-- Command: new-migration replace-view domains "SELECT lower(split_part(email, '@', 2)) AS domain, count(*) FROM users GROUP BY 1"

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP MATERIALIZED VIEW domains;

CREATE MATERIALIZED VIEW domains AS
 SELECT split_part(email, '@'::text, 2) AS domain,
    count(*) AS count
   FROM users
  GROUP BY (split_part(email, '@'::text, 2));

COMMENT ON MATERIALIZED VIEW domains IS 'How many users a mail provider has';

GRANT SELECT ON domains TO pg_monitor;

CREATE UNIQUE INDEX domains_domain
  ON domains (domain);

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '036_replace_view_domains';

COMMIT;
