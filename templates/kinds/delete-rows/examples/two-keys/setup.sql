CREATE TABLE rates (currency char(3), valid_from date, rate numeric, PRIMARY KEY (currency, valid_from)) PARTITION BY LIST (currency);
CREATE TABLE rates_eur PARTITION OF rates FOR VALUES IN ('EUR');
CREATE TABLE rates_other PARTITION OF rates DEFAULT;
INSERT INTO rates
SELECT currency, '1998-10-01'::date + g * 60, g
FROM unnest(ARRAY['EUR', 'USD', 'CHF']) AS currency, generate_series(1, 12) AS g;
