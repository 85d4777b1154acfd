-- Verify 999: Drop "My ""constraint"" of naïve $$, it's 63 bytes long: all are used." of "odd schema"."it's"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT '"odd schema"."it''s" has no constraint "My ""constraint"" of naïve $$, it''s 63 bytes long: all are used."' AS claim,
       NOT EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('"odd schema"."it''s"')
           AND conname = 'My "constraint" of naïve $$, it''s 63 bytes long: all are used.'
       ) AS holds;
