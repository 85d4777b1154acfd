-- Migration 021: Add payload beside data to events
-- Date: 2026-11-22
-- Command: new-migration rename-column events data payload --key none

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE events
  ADD COLUMN payload json NULL;

CREATE FUNCTION sync_events_data_payload()
  RETURNS trigger
  LANGUAGE plpgsql
AS $$
BEGIN
  -- In an INSERT, OLD is NULL: payload is taken if it is given
  IF ROW(NEW.payload)::record *<> ROW(OLD.payload)::record THEN
    NEW.data := NEW.payload;
  ELSE
    NEW.payload := NEW.data;
  END IF;
  RETURN NEW;
END
$$;

-- Triggers fire in the order of their names: this one after those that change what is written
CREATE TRIGGER zz_sync_events_data_payload
  BEFORE INSERT OR UPDATE ON events
  FOR EACH ROW
  EXECUTE FUNCTION sync_events_data_payload();

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('021_add_payload_beside_data_to_events', CURRENT_TIMESTAMP);

COMMIT;
