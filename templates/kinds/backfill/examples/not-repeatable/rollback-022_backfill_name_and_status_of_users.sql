-- Rollback 022: Backfill name, status of users
-- Date: 2026-11-22
-- Command: new-migration backfill users --set 'name = name || '"'"'!'"'"', status = md5(random()::text)' --batch-size 7 --pause 0

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '022_backfill_name_and_status_of_users') THEN
    RAISE EXCEPTION 'migration 022_backfill_name_and_status_of_users is not applied';
  END IF;
END
$$;

SET lock_timeout = '2s';

DO $$
#variable_conflict use_column
<<_backfill>>
DECLARE
  from_1 users.id%TYPE;
  to_1 users.id%TYPE;
  touched bigint;
  total bigint := 0;
BEGIN
  IF NOT pg_try_advisory_lock(hashtextextended('022_backfill_name_and_status_of_users', 0)) THEN
    RAISE EXCEPTION 'another session is running this script';
  END IF;
  LOOP
    IF _backfill.to_1 IS NULL THEN
      SELECT id INTO from_1
      FROM _undo_022_users
      ORDER BY id
      LIMIT 1;
    ELSE
      SELECT id INTO from_1
      FROM _undo_022_users
      WHERE (id) > (_backfill.to_1)
      ORDER BY id
      LIMIT 1;
    END IF;
    EXIT WHEN NOT FOUND;

    -- The last key of this batch
    SELECT id INTO to_1
    FROM (
      SELECT id
      FROM _undo_022_users
      WHERE (id) >= (_backfill.from_1)
      ORDER BY id
      LIMIT 7
    ) AS _batch
    ORDER BY id DESC
    LIMIT 1;

    UPDATE users
    SET name = _saved.old_name, status = _saved.old_status
    FROM _undo_022_users AS _saved
    WHERE users.id = _saved.id
      AND users.name::text IS NOT DISTINCT FROM _saved.new_name::text
      AND users.status::text IS NOT DISTINCT FROM _saved.new_status::text
      AND (_saved.id) >= (_backfill.from_1)
      AND (_saved.id) <= (_backfill.to_1);
    GET DIAGNOSTICS touched = ROW_COUNT;
    total := _backfill.total + _backfill.touched;
    COMMIT;
    RAISE NOTICE '%: rows so far: %, through key %',
      'users', _backfill.total, ROW(_backfill.to_1);
    PERFORM pg_sleep(0.0);
  END LOOP;
  PERFORM pg_advisory_unlock(hashtextextended('022_backfill_name_and_status_of_users', 0));
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TABLE _undo_022_users;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '022_backfill_name_and_status_of_users';

COMMIT;
