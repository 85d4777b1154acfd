-- Migration 1000: Drop "a""b" for good
-- Date: 2026-11-22
-- Command: new-migration drop-table '"a""b"' --phase purge

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TABLE "_dropped_999_a""b"."a""b";

DROP SCHEMA "_dropped_999_a""b";

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1000_drop_a_b', CURRENT_TIMESTAMP);

COMMIT;
