-- Verify 052: Drop uq_bookings_room_id_starts_at of bookings
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'bookings has no constraint uq_bookings_room_id_starts_at' AS claim,
       NOT EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('bookings')
           AND conname = 'uq_bookings_room_id_starts_at'
       ) AS holds;
