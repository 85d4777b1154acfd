-- Rollback 049: Add so so to mood
-- Date: 2026-11-22
-- Command: new-migration add-enum-value mood 'so so' --after sad

BEGIN;

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
  _offending bigint := (
    SELECT
      (SELECT count(*) FROM arr WHERE 'so so' = ANY (x)) +
      (SELECT count(*) FROM b WHERE 'so so' = ANY (moods)) +
      (SELECT count(*) FROM b WHERE 'so so' = mood) +
      (SELECT count(*) FROM a WHERE 'so so' = other) +
      (SELECT count(*) FROM a WHERE 'so so' = mood)
  );
BEGIN
  IF _offending > 0 THEN
    RAISE EXCEPTION '%: %', 'values of mood that are ''so so''', _offending
      USING HINT = 'Give these rows another label first.';
  END IF;
END
$$;

-- PostgreSQL cannot drop a label: the columns get a type that is made anew without it
ALTER PUBLICATION pub
  DROP TABLE b;

DROP VIEW w;

DROP VIEW v;

DROP POLICY pol ON b;

DROP RULE ru ON b;

DROP TRIGGER trg ON b;

DROP FUNCTION g(mood);

ALTER TABLE a
  DROP CONSTRAINT a_other_check;

DROP STATISTICS b_stats2;

ALTER TABLE b
  DROP CONSTRAINT b_mood_fkey;

DROP INDEX b_case;

ALTER TABLE b
  DROP CONSTRAINT b_moods_check;

ALTER TYPE mood
  RENAME TO _old_049_mood;

CREATE TYPE mood AS ENUM (
  'sad',
  'happy'
);

ALTER TABLE a
  ALTER COLUMN other TYPE mood USING other::text::mood,
  ALTER COLUMN mood TYPE mood USING mood::text::mood;

ALTER TABLE arr
  ALTER COLUMN x DROP DEFAULT,
  ALTER COLUMN x TYPE mood[] USING x::text[]::mood[];

ALTER TABLE arr
  ALTER COLUMN x SET DEFAULT ARRAY['sad'::mood];

ALTER TABLE b
  ALTER COLUMN moods TYPE mood[] USING moods::text[]::mood[],
  ALTER COLUMN mood DROP DEFAULT,
  ALTER COLUMN mood TYPE mood USING mood::text::mood;

ALTER TABLE b
  ALTER COLUMN mood SET DEFAULT 'sad'::mood;

DROP TYPE _old_049_mood;

ALTER TABLE b
  ADD CONSTRAINT b_moods_check CHECK (NOT moods @> '{sad}'::mood[]);

CREATE INDEX b_case
  ON b ((
CASE mood
    WHEN 'sad'::mood THEN 1
    ELSE 2
END));

ALTER TABLE b
  ADD CONSTRAINT b_mood_fkey FOREIGN KEY (mood)
    REFERENCES a(mood);

CREATE STATISTICS b_stats2
  ON id, (mood = 'sad'::mood)
  FROM b;

ALTER TABLE a
  ADD CONSTRAINT a_other_check CHECK (other <> 'sad'::mood);

CREATE FUNCTION g(m mood DEFAULT 'sad'::mood)
 RETURNS mood
 LANGUAGE sql
RETURN m;

CREATE TRIGGER trg
  BEFORE UPDATE ON b
  FOR EACH ROW
  WHEN (new.mood = 'sad'::mood)
  EXECUTE FUNCTION trg();

CREATE RULE ru AS
    ON DELETE TO b
   WHERE old.mood = 'sad'::mood DO INSTEAD NOTHING;

CREATE POLICY pol ON b
  USING (mood = 'sad'::mood);

CREATE VIEW v AS
 SELECT mood,
    g(mood) AS g
   FROM b;

CREATE VIEW w AS
 SELECT mood,
    g
   FROM v;

ALTER VIEW w
  ALTER COLUMN mood SET DEFAULT 'happy'::mood;

CREATE TRIGGER vi
  INSTEAD OF UPDATE ON w
  FOR EACH ROW
  EXECUTE FUNCTION trg();

ALTER PUBLICATION pub
  ADD TABLE b (id, mood) WHERE (id > 1);

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '049_add_value_so_so_to_mood';

COMMIT;
