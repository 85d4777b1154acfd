-- Rollback 025: Create materialized view domains
-- Date: 2026-11-22
-- Command: new-migration create-view domains "SELECT split_part(email, '@', 2) AS domain, count(*) FROM users GROUP BY 1" --materialized --comment 'How many users a mail provider has' --index 'UNIQUE INDEX ON domains (domain)'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP MATERIALIZED VIEW domains;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '025_create_materialized_view_domains';

COMMIT;
