-- Verify 046: Add primary key (id) to sensors
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'primary key sensors_pkey of sensors exists' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('sensors')
           AND conname = 'sensors_pkey'
           AND contype = 'p'
       ) AS holds;
