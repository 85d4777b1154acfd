CREATE SCHEMA "odd schema";
CREATE TYPE "odd schema"."My Type" AS ENUM ('x');
CREATE FUNCTION "odd schema"."a function whose name has sixty-three bytes, all of them in use"("select" "odd schema"."My Type", "naïve" timestamptz[])
  RETURNS text LANGUAGE sql AS $migration$ SELECT '$$ it''s \ "naïve"' $migration$;
