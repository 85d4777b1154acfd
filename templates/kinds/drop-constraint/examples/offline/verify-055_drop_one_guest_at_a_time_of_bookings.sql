-- Verify 055: Drop one_guest_at_a_time of bookings
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'bookings has no constraint one_guest_at_a_time' AS claim,
       NOT EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('bookings')
           AND conname = 'one_guest_at_a_time'
       ) AS holds;
