-- Migration 026: Create materialized view domains
-- Date: 2026-11-22
-- Command: new-migration create-view domains $'SELECT split_part(email, \'@\', 2) AS domain, -- behind the at sign\n       count(*)\nFROM users\nGROUP BY 1;\n' --materialized --no-fill

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE MATERIALIZED VIEW domains AS
SELECT split_part(email, '@', 2) AS domain, -- behind the at sign
       count(*)
FROM users
GROUP BY 1
WITH NO DATA;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('026_create_materialized_view_domains', CURRENT_TIMESTAMP);

COMMIT;
