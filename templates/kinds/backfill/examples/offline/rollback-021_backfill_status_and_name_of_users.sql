-- Rollback 021: Backfill status, name of users
-- Date: 2026-11-22
-- Command: new-migration backfill users --set "status = 'active', name = upper(name)" --where 'status IS NULL' --offline

BEGIN;

SET LOCAL lock_timeout = '2s';

UPDATE users
SET status = _saved.old_status, name = _saved.old_name
FROM _undo_021_users AS _saved
WHERE users.id = _saved.id
  AND users.status::text IS NOT DISTINCT FROM _saved.new_status::text
  AND users.name::text IS NOT DISTINCT FROM _saved.new_name::text;

DROP TABLE _undo_021_users;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '021_backfill_status_and_name_of_users';

COMMIT;
