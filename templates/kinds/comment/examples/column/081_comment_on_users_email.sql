-- Migration 081: Comment on COLUMN users.email
-- Date: 2026-11-22
-- Command: new-migration comment users.email 'It'"'"'s where mail goes: 100 % \ sure'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON COLUMN users.email IS E'It''s where mail goes: 100 % \\ sure';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('081_comment_on_users_email', CURRENT_TIMESTAMP);

COMMIT;
