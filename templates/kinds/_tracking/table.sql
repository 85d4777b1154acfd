CREATE TABLE schema_migrations (
  migration_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_schema_migrations PRIMARY KEY,
  migration_name text NOT NULL CONSTRAINT uq_schema_migrations_migration_name UNIQUE,
  executed_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  executed_by text DEFAULT CURRENT_USER NOT NULL,
  checksum text NULL,
  duration interval NULL
);

COMMENT ON TABLE schema_migrations IS 'The migrations that are applied to this database';
