CREATE SCHEMA "odd ""schema""";
