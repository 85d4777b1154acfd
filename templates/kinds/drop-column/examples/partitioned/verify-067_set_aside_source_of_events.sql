-- Verify 067: Set source of events aside
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'column source of events is set aside as _dropped_067_source' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('events')
           AND attname = '_dropped_067_source'
       ) AS holds;

SELECT 'rows of events may come without it' AS claim,
       EXISTS (
         SELECT FROM pg_attribute
         JOIN pg_type ON pg_type.oid = atttypid
         WHERE attrelid = to_regclass('events')
           AND attname = '_dropped_067_source'
           AND (NOT attnotnull AND NOT typnotnull OR atthasdef OR attidentity <> '')
       ) AS holds;
