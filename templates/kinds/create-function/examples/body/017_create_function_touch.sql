-- Migration 017: Create function touch()
-- Date: 2026-11-22
-- Command: new-migration create-function $'CREATE FUNCTION touch() RETURNS trigger\n  LANGUAGE plpgsql\nAS $$\nBEGIN\n  -- Only where something else was changed; a semicolon in a body is no end of a statement\n  NEW.updated_at := now();\n  RETURN NEW;\nEND\n$$;\n'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE FUNCTION touch() RETURNS trigger
  LANGUAGE plpgsql
AS $$
BEGIN
  -- Only where something else was changed; a semicolon in a body is no end of a statement
  NEW.updated_at := now();
  RETURN NEW;
END
$$;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('017_create_function_touch', CURRENT_TIMESTAMP);

COMMIT;
