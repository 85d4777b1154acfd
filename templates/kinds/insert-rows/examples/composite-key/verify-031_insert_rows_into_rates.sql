-- Verify 031: Insert 3 rows into rates
-- Each query returns claims and whether they hold. All hold once the migration is applied.
-- Date: 2026-11-22

SELECT 'rows of rates are there: 3' AS claim,
       (
         SELECT count(*)
         FROM rates
         WHERE (currency, valid_from) IN (('EUR', '2026-01-01'), ('USD', '2026-01-01'), ('USD', '2026-07-01'))
       ) = 3 AS holds;
