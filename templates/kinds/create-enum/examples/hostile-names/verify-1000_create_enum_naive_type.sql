-- Verify 1000: Create enum "odd schema"."naïve ""type"""
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT E'enum "odd schema"."naïve ""type""" has the labels ''order'', ''a, b'', ''it''''s'', ''a"b'', E''back\\\\slash'', ''naïve'', ''a label whose text has sixty-three bytes, all of them are in us''' AS claim,
       (
         SELECT array_agg(enumlabel::text ORDER BY enumsortorder)
         FROM pg_enum
         WHERE enumtypid = to_regtype('"odd schema"."naïve ""type"""')
       ) IS NOT DISTINCT FROM ARRAY['order', 'a, b', 'it''s', 'a"b', E'back\\slash', 'naïve', 'a label whose text has sixty-three bytes, all of them are in us'] AS holds;
