-- Verify 073: Create policy "twelve%byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz" on "odd schema"."order"
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'policy "twelve%byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz" of "odd schema"."order" exists, permissive for INSERT' AS claim,
       EXISTS (
         SELECT FROM pg_policy
         WHERE polrelid = to_regclass('"odd schema"."order"')
           AND polname = 'twelve%byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz'
           AND polcmd = 'a'
           AND polpermissive = true
       ) AS holds;
