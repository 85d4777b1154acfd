-- Rollback 034: forget old events
-- Date: 2026-11-22
-- Command: new-migration sql 'forget old events' --forward "DELETE FROM events WHERE happened_at < '2020-01-01'" --irreversible 'the law demands that they are gone'

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
BEGIN
  RAISE EXCEPTION 'migration 034_forget_old_events cannot be rolled back'
    USING DETAIL = 'the law demands that they are gone';
END
$$;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '034_forget_old_events';

COMMIT;
