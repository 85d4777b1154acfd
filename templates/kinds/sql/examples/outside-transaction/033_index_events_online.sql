-- Migration 033: index events online
-- Date: 2026-11-22
-- Command: new-migration sql 'index events online' --no-transaction --forward 'DROP INDEX CONCURRENTLY IF EXISTS idx_events_day; CREATE INDEX CONCURRENTLY idx_events_day ON events (happened_at)' --rollback 'DROP INDEX CONCURRENTLY IF EXISTS idx_events_day'

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '033_index_events_online') THEN
    RAISE EXCEPTION 'migration 033_index_events_online is applied already';
  END IF;
END
$$;

-- CONCURRENTLY and a lock timeout do not go together: it would leave an invalid index behind
SET lock_timeout = 0;

DROP INDEX CONCURRENTLY IF EXISTS idx_events_day;

CREATE INDEX CONCURRENTLY idx_events_day ON events (happened_at);

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('033_index_events_online', CURRENT_TIMESTAMP);
