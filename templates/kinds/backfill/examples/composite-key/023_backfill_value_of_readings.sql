-- Migration 023: Backfill value of app.readings
-- Date: 2026-11-22
-- Command: new-migration backfill app.readings --set 'value = value * 1.8 + 32' --key 'sensor, taken_at' --batch-size 4

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to run twice
DO $$
BEGIN
  IF EXISTS (SELECT FROM schema_migrations WHERE migration_name = '023_backfill_value_of_readings') THEN
    RAISE EXCEPTION 'migration 023_backfill_value_of_readings is applied already';
  END IF;
END
$$;

SET lock_timeout = '2s';

-- The replaced values, for the rollback; a run that was broken off goes on after the last key in it
DO $$
BEGIN
  IF to_regclass('app._undo_023_readings') IS NULL THEN
    CREATE TABLE app._undo_023_readings AS
    SELECT sensor, taken_at, value AS old_value, value AS new_value
    FROM app.readings
    WITH NO DATA;

    ALTER TABLE app._undo_023_readings
      ADD CONSTRAINT pk__undo_023_readings PRIMARY KEY (sensor, taken_at);

    COMMENT ON TABLE app._undo_023_readings IS 'Rows changed by migration 023_backfill_value_of_readings';
  ELSIF obj_description(to_regclass('app._undo_023_readings')) IS DISTINCT FROM 'Rows changed by migration 023_backfill_value_of_readings' THEN
    RAISE EXCEPTION 'table % is not of this script', 'app._undo_023_readings';
  END IF;
END
$$;

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
  IF EXISTS (SELECT FROM app.readings WHERE sensor IS NULL OR taken_at IS NULL) THEN
    RAISE EXCEPTION 'there are rows whose key is NULL: they would be passed over'
      USING HINT = 'Choose a key that every row has.';
  END IF;
  -- The last key of an earlier run, if there was one
  SELECT sensor, taken_at INTO to_1, to_2
  FROM app._undo_023_readings
  ORDER BY sensor DESC, taken_at DESC
  LIMIT 1;
  LOOP
    IF _backfill.to_1 IS NULL THEN
      SELECT sensor, taken_at INTO from_1, from_2
      FROM app.readings
      ORDER BY sensor, taken_at
      LIMIT 1;
    ELSE
      SELECT sensor, taken_at INTO from_1, from_2
      FROM app.readings
      WHERE (sensor, taken_at) > (_backfill.to_1, _backfill.to_2)
      ORDER BY sensor, taken_at
      LIMIT 1;
    END IF;
    EXIT WHEN NOT FOUND;

    -- The last key of this batch
    SELECT sensor, taken_at INTO to_1, to_2
    FROM (
      SELECT sensor, taken_at
      FROM app.readings
      WHERE (sensor, taken_at) >= (_backfill.from_1, _backfill.from_2)
      ORDER BY sensor, taken_at
      LIMIT 4
    ) AS _batch
    ORDER BY sensor DESC, taken_at DESC
    LIMIT 1;

    WITH _saved AS (
      INSERT INTO app._undo_023_readings (sensor, taken_at, old_value, new_value)
      SELECT sensor, taken_at, value, value * 1.8 + 32
      FROM app.readings
      WHERE (readings.sensor, readings.taken_at) >= (_backfill.from_1, _backfill.from_2)
      AND (readings.sensor, readings.taken_at) <= (_backfill.to_1, _backfill.to_2)
      FOR UPDATE
      RETURNING *
    )
    UPDATE app.readings
    SET value = _saved.new_value
    FROM _saved
    WHERE readings.sensor = _saved.sensor AND readings.taken_at = _saved.taken_at;
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

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('023_backfill_value_of_readings', CURRENT_TIMESTAMP);
