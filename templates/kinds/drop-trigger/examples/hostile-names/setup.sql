CREATE SCHEMA "odd schema";
CREATE FUNCTION "odd schema"."My Function"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE "odd schema"."order" ("select" int PRIMARY KEY, "a""b" text);
INSERT INTO "odd schema"."order" VALUES (1, 'x');
CREATE CONSTRAINT TRIGGER "a trigger whose name has sixty-three bytes, all of them in use!" AFTER UPDATE OF "a""b" ON "odd schema"."order"
  DEFERRABLE FOR EACH ROW EXECUTE FUNCTION "odd schema"."My Function"('it''s $$', 'naïve');
