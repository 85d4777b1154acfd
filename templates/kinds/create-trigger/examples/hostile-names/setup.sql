CREATE SCHEMA "odd schema";
CREATE FUNCTION "odd schema"."My Function"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE "odd schema"."order" ("select" int PRIMARY KEY, "a""b" text);
INSERT INTO "odd schema"."order" VALUES (1, 'x');
