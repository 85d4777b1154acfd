-- Rollback 026: Create materialized view domains
-- Date: 2026-11-22
-- Command: new-migration create-view domains $'SELECT split_part(email, \'@\', 2) AS domain, -- behind the at sign\n       count(*)\nFROM users\nGROUP BY 1;\n' --materialized --no-fill

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP MATERIALIZED VIEW domains;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '026_create_materialized_view_domains';

COMMIT;
