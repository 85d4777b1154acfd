CREATE SCHEMA "odd schema";
CREATE TYPE "odd schema"."or""der" AS ENUM ('a', E'it''s, a\\b');
CREATE TABLE "odd schema"."My Table" ("select" int PRIMARY KEY, "a""b" "odd schema"."or""der" DEFAULT E'it''s, a\\b');
INSERT INTO "odd schema"."My Table" VALUES (1, 'a');
