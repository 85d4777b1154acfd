-- Verify 025: Create materialized view domains
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'materialized view domains exists and is filled' AS claim,
       EXISTS (
         SELECT FROM pg_class
         WHERE oid = to_regclass('domains')
           AND relkind = 'm'
           AND relispopulated
       ) AS holds;

SELECT 'domains has the columns domain, count' AS claim,
       (
         SELECT count(*) = 2
         FROM pg_attribute
         WHERE attrelid = to_regclass('domains')
           AND attnum > 0
           AND attname IN ('domain', 'count')
       ) AS holds;

SELECT 'index idx_domains_domain on domains exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('idx_domains_domain')
           AND indrelid = to_regclass('domains')
           AND indisunique = true
           AND indisvalid
       ) AS holds;
