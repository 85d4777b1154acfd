-- Rollback 012: Add invited_by to review_sessions
-- Date: 2026-11-22
-- Command: new-migration add-column review_sessions 'invited_by bigint null references users' --on-delete 'set null'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE review_sessions
  DROP COLUMN invited_by;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '012_add_invited_by_to_review_sessions';

COMMIT;
