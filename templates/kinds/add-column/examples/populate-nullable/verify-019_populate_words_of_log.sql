-- Verify 019: Populate words of log
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'migration 019_populate_words_of_log is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '019_populate_words_of_log') AS holds;
