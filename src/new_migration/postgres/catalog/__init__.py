"""What a schema consists of, as SQL over pg_catalog: one ``Entry`` for each kind of object, PostgreSQL 14 to 18."""
