-- Verify 1001: Rename it's, a\b of "odd schema"."or""der" to naïve, ' new
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT E'enum "odd schema"."or""der" has the label ''naïve, '''' new'' and not E''it''''s, a\\\\b''' AS claim,
       (
         SELECT bool_and(enumlabel <> E'it''s, a\\b') AND bool_or(enumlabel = 'naïve, '' new')
         FROM pg_enum
         WHERE enumtypid = to_regtype('"odd schema"."or""der"')
       ) IS TRUE AS holds;
