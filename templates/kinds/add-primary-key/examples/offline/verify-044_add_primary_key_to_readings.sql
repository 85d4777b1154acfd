-- Verify 044: Add primary key (sensor_id, taken_at) to readings
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'primary key pk_readings of readings exists' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('readings')
           AND conname = 'pk_readings'
           AND contype = 'p'
       ) AS holds;
