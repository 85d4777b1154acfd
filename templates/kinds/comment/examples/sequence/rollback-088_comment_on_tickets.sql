-- Rollback 088: Comment on SEQUENCE app.tickets
-- Date: 2026-11-22
-- Command: new-migration comment 'SEQUENCE app.tickets' 'Numbers of tickets' --restore 'COMMENT ON SEQUENCE app.tickets IS NULL'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON SEQUENCE app.tickets IS NULL;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '088_comment_on_tickets';

COMMIT;
