-- Verify 020: Create app.bookings
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'table app.bookings exists with all its columns' AS claim,
       (
         SELECT count(*) = 6
         FROM pg_attribute
         WHERE attrelid = to_regclass('app.bookings')
           AND attnum > 0
           AND attname IN ('room_id', 'building_id', 'booked_by', 'during', 'seats', 'state')
       ) AS holds;

SELECT 'index idx_bookings_lower_during_seats on app.bookings exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('app.idx_bookings_lower_during_seats')
           AND indrelid = to_regclass('app.bookings')
           AND indisunique = false
           AND indisvalid
       ) AS holds;

SELECT 'index idx_bookings_state on app.bookings exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('app.idx_bookings_state')
           AND indrelid = to_regclass('app.bookings')
           AND indisunique = false
           AND indisvalid
       ) AS holds;

SELECT 'index idx_bookings_booked_by on app.bookings exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('app.idx_bookings_booked_by')
           AND indrelid = to_regclass('app.bookings')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
