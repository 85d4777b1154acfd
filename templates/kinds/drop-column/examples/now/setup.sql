CREATE TABLE people (
  person_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL,
  phone varchar(30) COLLATE "C" DEFAULT 'none' CONSTRAINT phone_is_known NOT NULL,
  country text NOT NULL,
  CONSTRAINT phone_is_long CHECK (length(phone) >= 2 OR country = 'none'),
  CONSTRAINT one_phone UNIQUE (email, phone)
);
ALTER TABLE people ALTER COLUMN phone SET STATISTICS 500;
ALTER TABLE people ALTER COLUMN phone SET STORAGE EXTERNAL;
CREATE INDEX idx_people_phone ON people (lower(phone)) WHERE country <> 'none';
CREATE STATISTICS people_phones ON email, phone FROM people;
COMMENT ON COLUMN people.phone IS 'As it is dialled from within the country';
COMMENT ON INDEX idx_people_phone IS 'For the old search';
GRANT SELECT (phone) ON people TO pg_monitor;
INSERT INTO people (email, phone, country) VALUES ('ada@example.org', '123', 'UK'), ('grace@example.org', '456', 'US');
