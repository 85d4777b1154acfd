CREATE TABLE rates (
  currency char(3),
  valid_from date,
  rate numeric NOT NULL,
  note text DEFAULT 'fixed',
  PRIMARY KEY (currency, valid_from)
);
INSERT INTO rates VALUES ('USD', '2025-01-01', 1.05);
