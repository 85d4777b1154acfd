CREATE TABLE people (
  person_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL,
  phone text CONSTRAINT phone_is_known NOT NULL CONSTRAINT phone_is_long CHECK (length(phone) >= 2),
  country text NOT NULL,
  CONSTRAINT one_phone UNIQUE (phone, country)
);
ALTER TABLE people ALTER COLUMN phone SET STATISTICS 500;
ALTER TABLE people ALTER COLUMN phone SET STORAGE EXTERNAL;
CREATE INDEX idx_people_phone ON people (lower(phone)) WHERE phone <> 'none';
CREATE STATISTICS people_phones ON email, phone FROM people;
COMMENT ON COLUMN people.phone IS 'As it is dialled from within the country';
COMMENT ON INDEX idx_people_phone IS 'For the old search';
GRANT SELECT (phone) ON people TO pg_monitor;
CREATE VIEW phone_book AS SELECT email, phone FROM people;
CREATE FUNCTION keep_phone() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER keep_phone BEFORE UPDATE OF phone ON people FOR EACH ROW EXECUTE FUNCTION keep_phone();
INSERT INTO people (email, phone, country) VALUES ('ada@example.org', '123', 'UK'), ('grace@example.org', '456', 'US');
