-- Migration 021: Backfill status, name of users
-- Date: 2026-11-22
-- Command: new-migration backfill users --set "status = 'active', name = upper(name)" --where 'status IS NULL' --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

-- The replaced values, for the rollback
CREATE TABLE _undo_021_users AS
SELECT id, status AS old_status, status AS new_status, name AS old_name, name AS new_name
FROM users
WITH NO DATA;

ALTER TABLE _undo_021_users
  ADD CONSTRAINT pk__undo_021_users PRIMARY KEY (id);

COMMENT ON TABLE _undo_021_users IS 'Rows changed by migration 021_backfill_status_and_name_of_users';

WITH _saved AS (
  INSERT INTO _undo_021_users (id, old_status, new_status, old_name, new_name)
  SELECT id, status, 'active', name, upper(name)
  FROM users
  WHERE status IS NULL
  FOR UPDATE
  RETURNING *
)
UPDATE users
SET status = _saved.new_status, name = _saved.new_name
FROM _saved
WHERE users.id = _saved.id;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('021_backfill_status_and_name_of_users', CURRENT_TIMESTAMP);

COMMIT;
