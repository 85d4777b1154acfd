-- Migration 999: Create schema "a schema whose name has sixty-three bytes, all of them in use 1"
-- Date: 2026-11-22
-- Command: new-migration create-schema '"a schema whose name has sixty-three bytes, all of them in use 1"' --comment 'it'"'"'s a '"'"'test'"'"' of $$ and \ and "quotes" -- end'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE SCHEMA "a schema whose name has sixty-three bytes, all of them in use 1";

COMMENT ON SCHEMA "a schema whose name has sixty-three bytes, all of them in use 1" IS E'it''s a ''test'' of $$ and \\ and "quotes" -- end';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('999_create_schema_a_schema_whose_name_has_sixty_three_bytes_all_of_them_in_use_1', CURRENT_TIMESTAMP);

COMMIT;
