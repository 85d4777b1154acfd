-- Rollback 019: Populate words of log
-- Date: 2026-11-22
-- Command: new-migration add-column log 'words integer null' --no-index --populate "cardinality(string_to_array(line, ' '))" --key none

-- Not in one transaction. If it fails half-way, run it again: psql -X -v ON_ERROR_STOP=1 -f <this file>
SET statement_timeout = 0;

-- Refuse to undo what was never applied
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '019_populate_words_of_log') THEN
    RAISE EXCEPTION 'migration 019_populate_words_of_log is not applied';
  END IF;
END
$$;

-- Data lost: in which rows of log words was NULL
-- They keep what they were given: the rollback of the migration that added the column drops it

RESET lock_timeout;
RESET statement_timeout;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '019_populate_words_of_log';
