-- Rollback 023: Drop phone of people
-- Date: 2026-11-22
-- Command: new-migration drop-column people phone --now

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Data lost: the values of phone of people
ALTER TABLE people
  ADD COLUMN phone character varying(30) COLLATE "C" DEFAULT 'none'::character varying CONSTRAINT phone_is_known NOT NULL;

ALTER TABLE people
  ALTER COLUMN phone SET STORAGE EXTERNAL;

ALTER TABLE people
  ALTER COLUMN phone SET STATISTICS 500;

COMMENT ON COLUMN people.phone IS 'As it is dialled from within the country';

GRANT SELECT (phone) ON people TO pg_monitor;

ALTER TABLE people
  ADD CONSTRAINT one_phone UNIQUE (email, phone);

ALTER TABLE people
  ADD CONSTRAINT phone_is_long CHECK (length(phone::text) >= 2 OR country = 'none'::text);

CREATE INDEX idx_people_phone
  ON people (lower(phone::text))
  WHERE country <> 'none'::text;

COMMENT ON INDEX idx_people_phone IS 'For the old search';

CREATE STATISTICS people_phones
  ON email, phone
  FROM people;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '023_drop_phone_of_people';

COMMIT;
