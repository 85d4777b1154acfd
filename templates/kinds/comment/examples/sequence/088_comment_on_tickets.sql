-- Migration 088: Comment on SEQUENCE app.tickets
-- Date: 2026-11-22
-- Command: new-migration comment 'SEQUENCE app.tickets' 'Numbers of tickets' --restore 'COMMENT ON SEQUENCE app.tickets IS NULL'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON SEQUENCE app.tickets IS 'Numbers of tickets';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('088_comment_on_tickets', CURRENT_TIMESTAMP);

COMMIT;
