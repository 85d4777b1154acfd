-- Migration 1000: Create enum "odd schema"."naïve ""type"""
-- Date: 2026-11-22
-- Command: new-migration create-enum '"odd schema"."naïve ""type"""' order "'a, b'" 'it'"'"'s, a"b' 'E'"'"'back\\slash'"'"'' 'naïve' "'a label whose text has sixty-three bytes, all of them are in us'" --comment 'it'"'"'s a '"'"'test'"'"' of $$ and \ and "quotes" -- end'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE TYPE "odd schema"."naïve ""type""" AS ENUM (
  'order',
  'a, b',
  'it''s',
  'a"b',
  E'back\\slash',
  'naïve',
  'a label whose text has sixty-three bytes, all of them are in us'
);

COMMENT ON TYPE "odd schema"."naïve ""type""" IS E'it''s a ''test'' of $$ and \\ and "quotes" -- end';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1000_create_enum_naive_type', CURRENT_TIMESTAMP);

COMMIT;
