-- Verify 053: Drop sensors_pkey of sensors
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'sensors has no constraint sensors_pkey' AS claim,
       NOT EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('sensors')
           AND conname = 'sensors_pkey'
       ) AS holds;
