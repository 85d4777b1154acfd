-- Verify 061: Set the default of source of events
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column source of events has a default' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('events')
           AND attname = 'source'
           AND atthasdef
       ) AS holds;

SELECT 'the default of source of events is not ''web''::text any more' AS claim,
       EXISTS (
         SELECT FROM pg_attrdef
         JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
         WHERE adrelid = to_regclass('events')
           AND attname = 'source'
           AND pg_get_expr(adbin, adrelid) <> '''web''::text'
       ) AS holds;

SELECT 'migration 061_set_default_of_source_of_events is recorded as applied' AS claim,
       EXISTS (SELECT FROM schema_migrations WHERE migration_name = '061_set_default_of_source_of_events') AS holds;
