-- Verify 014: Create enum mood
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'enum mood has the labels ''sad'', ''so so'', ''happy''' AS claim,
       (
         SELECT array_agg(enumlabel::text ORDER BY enumsortorder)
         FROM pg_enum
         WHERE enumtypid = to_regtype('mood')
       ) IS NOT DISTINCT FROM ARRAY['sad', 'so so', 'happy'] AS holds;
