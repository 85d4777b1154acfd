-- Verify 040: Index building, room of app.seats
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'index idx_seats_building_room on app.seats exists and is valid' AS claim,
       EXISTS (
         SELECT FROM pg_index
         WHERE indexrelid = to_regclass('app.idx_seats_building_room')
           AND indrelid = to_regclass('app.seats')
           AND indisunique = false
           AND indisvalid
       ) AS holds;
