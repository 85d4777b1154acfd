-- Migration 025: Create materialized view domains
-- Date: 2026-11-22
-- Command: new-migration create-view domains "SELECT split_part(email, '@', 2) AS domain, count(*) FROM users GROUP BY 1" --materialized --comment 'How many users a mail provider has' --index 'UNIQUE INDEX ON domains (domain)'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE MATERIALIZED VIEW domains AS
SELECT split_part(email, '@', 2) AS domain, count(*)
FROM users
GROUP BY 1;

CREATE UNIQUE INDEX idx_domains_domain
  ON domains (domain);

COMMENT ON MATERIALIZED VIEW domains IS 'How many users a mail provider has';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('025_create_materialized_view_domains', CURRENT_TIMESTAMP);

COMMIT;
