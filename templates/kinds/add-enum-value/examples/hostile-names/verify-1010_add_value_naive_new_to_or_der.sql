-- Verify 1010: Add naïve, ' new to "odd schema"."or""der"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT E'enum "odd schema"."or""der" has the label ''naïve, '''' new'' right before E''it''''s, a\\\\b''' AS claim,
       EXISTS (
         SELECT FROM (
           SELECT enumlabel, lead(enumlabel) OVER (ORDER BY enumsortorder) AS neighbour
           FROM pg_enum
           WHERE enumtypid = to_regtype('"odd schema"."or""der"')
         ) AS labels
         WHERE enumlabel = 'naïve, '' new'
           AND neighbour = E'it''s, a\\b'
       ) AS holds;
