-- Migration 018: Add words to log
-- Date: 2026-11-22
-- Command: new-migration add-column log 'words integer null' --no-index --populate "cardinality(string_to_array(line, ' '))" --key none

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE log
  ADD COLUMN words integer NULL;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('018_add_words_to_log', CURRENT_TIMESTAMP);

COMMIT;
