CREATE SCHEMA "odd schema";
CREATE TABLE "odd schema"."order" (id int PRIMARY KEY, "My Column" name, naïve int);
CREATE FUNCTION "odd schema"."using"(text) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';
