CREATE SCHEMA "odd schema";
CREATE TYPE "odd schema"."My Type" AS ENUM ('x');
