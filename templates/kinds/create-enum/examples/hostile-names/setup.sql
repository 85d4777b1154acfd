CREATE SCHEMA "odd schema";
