CREATE TABLE legacy (legacy_id bigserial PRIMARY KEY, note text NOT NULL);
CREATE INDEX idx_legacy_note ON legacy (note);
INSERT INTO legacy (note) VALUES ('first'), ('second');
