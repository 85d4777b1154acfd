CREATE SCHEMA "odd schema";
CREATE TABLE "odd schema"."it's" ("order" int, "a""b" text, naïve jsonb);
INSERT INTO "odd schema"."it's" VALUES (1, 'x', '{"a": 1}'), (NULL, NULL, NULL);
CREATE INDEX "My ""index"" of naïve $$, it's 63 bytes long: all of it is used" ON "odd schema"."it's" ("order" NULLS FIRST, "a""b" text_pattern_ops)
  WHERE naïve ->> 'it''s $$' IS NULL;
COMMENT ON INDEX "odd schema"."My ""index"" of naïve $$, it's 63 bytes long: all of it is used" IS 'it''s';
