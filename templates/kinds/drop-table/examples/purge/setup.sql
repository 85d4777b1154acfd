CREATE SCHEMA _dropped_020_legacy;
COMMENT ON SCHEMA _dropped_020_legacy IS 'Set aside by migration 020_set_aside_legacy';
GRANT USAGE ON SCHEMA _dropped_020_legacy TO PUBLIC;
CREATE TABLE _dropped_020_legacy.legacy (legacy_id bigserial PRIMARY KEY, note text NOT NULL);
CREATE INDEX idx_legacy_note ON _dropped_020_legacy.legacy (note);
COMMENT ON TABLE _dropped_020_legacy.legacy IS 'Came from the old system';
INSERT INTO _dropped_020_legacy.legacy (note) VALUES ('first'), ('second');
