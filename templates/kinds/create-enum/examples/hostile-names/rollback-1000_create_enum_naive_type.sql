-- Rollback 1000: Create enum "odd schema"."naïve ""type"""
-- Date: 2026-11-22
-- Command: new-migration create-enum '"odd schema"."naïve ""type"""' order "'a, b'" 'it'"'"'s, a"b' 'E'"'"'back\\slash'"'"'' 'naïve' "'a label whose text has sixty-three bytes, all of them are in us'" --comment 'it'"'"'s a '"'"'test'"'"' of $$ and \ and "quotes" -- end'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TYPE "odd schema"."naïve ""type""";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1000_create_enum_naive_type';

COMMIT;
