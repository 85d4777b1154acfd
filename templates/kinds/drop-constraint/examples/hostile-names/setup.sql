CREATE SCHEMA "odd schema";
CREATE TABLE "odd schema"."it's" ("order" int, naïve text,
  CONSTRAINT "My ""constraint"" of naïve $$, it's 63 bytes long: all are used." CHECK (length(naïve) < 64 AND "order" > 0));
COMMENT ON CONSTRAINT "My ""constraint"" of naïve $$, it's 63 bytes long: all are used." ON "odd schema"."it's" IS 'it''s';
INSERT INTO "odd schema"."it's" VALUES (1, 'x'), (NULL, NULL);
