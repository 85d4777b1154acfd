-- Rollback 023: Backfill value of app.readings
-- Date: 2026-11-22
-- Command: new-migration backfill app.readings --set 'value = value * 1.8 + 32' --key 'sensor, taken_at' --batch-size 4

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '023_backfill_value_of_readings') THEN
    RAISE EXCEPTION 'migration 023_backfill_value_of_readings is not applied';
  END IF;
END
$$;

SET lock_timeout = '2s';

DO $$
#variable_conflict use_column
<<_backfill>>
DECLARE
  from_1 app.readings.sensor%TYPE;
  to_1 app.readings.sensor%TYPE;
  from_2 app.readings.taken_at%TYPE;
  to_2 app.readings.taken_at%TYPE;
  touched bigint;
  total bigint := 0;
BEGIN
  IF NOT pg_try_advisory_lock(hashtextextended('023_backfill_value_of_readings', 0)) THEN
    RAISE EXCEPTION 'another session is running this script';
  END IF;
  LOOP
    IF _backfill.to_1 IS NULL THEN
      SELECT sensor, taken_at INTO from_1, from_2
      FROM app._undo_023_readings
      ORDER BY sensor, taken_at
      LIMIT 1;
    ELSE
      SELECT sensor, taken_at INTO from_1, from_2
      FROM app._undo_023_readings
      WHERE (sensor, taken_at) > (_backfill.to_1, _backfill.to_2)
      ORDER BY sensor, taken_at
      LIMIT 1;
    END IF;
    EXIT WHEN NOT FOUND;

    -- The last key of this batch
    SELECT sensor, taken_at INTO to_1, to_2
    FROM (
      SELECT sensor, taken_at
      FROM app._undo_023_readings
      WHERE (sensor, taken_at) >= (_backfill.from_1, _backfill.from_2)
      ORDER BY sensor, taken_at
      LIMIT 4
    ) AS _batch
    ORDER BY sensor DESC, taken_at DESC
    LIMIT 1;

    UPDATE app.readings
    SET value = _saved.old_value
    FROM app._undo_023_readings AS _saved
    WHERE readings.sensor = _saved.sensor AND readings.taken_at = _saved.taken_at
      AND readings.value::text IS NOT DISTINCT FROM _saved.new_value::text
      AND (_saved.sensor, _saved.taken_at) >= (_backfill.from_1, _backfill.from_2)
      AND (_saved.sensor, _saved.taken_at) <= (_backfill.to_1, _backfill.to_2);
    GET DIAGNOSTICS touched = ROW_COUNT;
    total := _backfill.total + _backfill.touched;
    COMMIT;
    RAISE NOTICE '%: rows so far: %, through key %',
      'app.readings', _backfill.total, ROW(_backfill.to_1, _backfill.to_2);
    PERFORM pg_sleep(0.01);
  END LOOP;
  PERFORM pg_advisory_unlock(hashtextextended('023_backfill_value_of_readings', 0));
END
$$;

RESET lock_timeout;
RESET statement_timeout;

-- In one transaction with the tracking row: a run that is broken off here has done nothing of it
BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TABLE app._undo_023_readings;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '023_backfill_value_of_readings';

COMMIT;
