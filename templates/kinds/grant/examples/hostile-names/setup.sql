CREATE SCHEMA "odd schema";
CREATE TABLE "odd schema"."order" (id int PRIMARY KEY, "My Column" text, "a""b" int);
CREATE TABLE "odd schema".naïve (twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz int, "My Column" text, "a""b" int);
