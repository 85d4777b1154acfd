-- Verify 041: Add unique (room_id, starts_at) to bookings
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'unique constraint one_guest_at_a_time of bookings exists' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('bookings')
           AND conname = 'one_guest_at_a_time'
           AND contype = 'u'
           AND condeferred
       ) AS holds;
