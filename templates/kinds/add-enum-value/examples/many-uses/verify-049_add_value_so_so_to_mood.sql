-- Verify 049: Add so so to mood
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'enum mood has the label ''so so'' right after ''sad''' AS claim,
       EXISTS (
         SELECT FROM (
           SELECT enumlabel, lag(enumlabel) OVER (ORDER BY enumsortorder) AS neighbour
           FROM pg_enum
           WHERE enumtypid = to_regtype('mood')
         ) AS labels
         WHERE enumlabel = 'so so'
           AND neighbour = 'sad'
       ) AS holds;
