-- Verify 046: Add angry to mood
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'enum mood has the label ''angry'' right before ''sad''' AS claim,
       EXISTS (
         SELECT FROM (
           SELECT enumlabel, lead(enumlabel) OVER (ORDER BY enumsortorder) AS neighbour
           FROM pg_enum
           WHERE enumtypid = to_regtype('mood')
         ) AS labels
         WHERE enumlabel = 'angry'
           AND neighbour = 'sad'
       ) AS holds;
