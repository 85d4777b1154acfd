-- Rollback 999: Create schema "a schema whose name has sixty-three bytes, all of them in use 1"
-- Date: 2026-11-22
-- Command: new-migration create-schema '"a schema whose name has sixty-three bytes, all of them in use 1"' --comment 'it'"'"'s a '"'"'test'"'"' of $$ and \ and "quotes" -- end'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP SCHEMA "a schema whose name has sixty-three bytes, all of them in use 1";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '999_create_schema_a_schema_whose_name_has_sixty_three_bytes_all_of_them_in_use_1';

COMMIT;
