-- Rollback 018: Add words to log
-- Date: 2026-11-22
-- Command: new-migration add-column log 'words integer null' --no-index --populate "cardinality(string_to_array(line, ' '))" --key none

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE log
  DROP COLUMN words;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '018_add_words_to_log';

COMMIT;
