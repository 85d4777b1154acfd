-- Migration 034: forget old events
-- Date: 2026-11-22
-- Command: new-migration sql 'forget old events' --forward "DELETE FROM events WHERE happened_at < '2020-01-01'" --irreversible 'the law demands that they are gone'

BEGIN;

SET LOCAL lock_timeout = '2s';

DELETE FROM events WHERE happened_at < '2020-01-01';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('034_forget_old_events', CURRENT_TIMESTAMP);

COMMIT;
