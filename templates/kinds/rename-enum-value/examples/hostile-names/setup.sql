CREATE SCHEMA "odd schema";
CREATE TYPE "odd schema"."or""der" AS ENUM ('a', E'it''s, a\\b');
