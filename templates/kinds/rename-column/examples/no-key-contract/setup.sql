CREATE TABLE events (
  happened_at timestamptz NOT NULL,
  data json
);
INSERT INTO events VALUES ('2026-01-01', '{"a": 1}'), ('2026-01-01', '{"a":1}'), ('2026-01-02', NULL);

ALTER TABLE events
  ADD COLUMN payload json;

UPDATE events
SET payload = data;

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

CREATE TRIGGER zz_sync_events_data_payload
  BEFORE INSERT OR UPDATE ON events
  FOR EACH ROW
  EXECUTE FUNCTION sync_events_data_payload();
