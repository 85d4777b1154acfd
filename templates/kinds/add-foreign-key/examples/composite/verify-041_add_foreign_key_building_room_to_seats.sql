-- Verify 041: Add foreign key to app.seats
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'foreign key fk_seats_building_room of app.seats to app.rooms exists' AS claim,
       EXISTS (
         SELECT FROM pg_constraint
         WHERE conrelid = to_regclass('app.seats')
           AND conname = 'fk_seats_building_room'
           AND contype = 'f'
           AND confrelid = to_regclass('app.rooms')
       ) AS holds;
