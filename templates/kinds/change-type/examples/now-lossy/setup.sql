CREATE TABLE prices (
  article text PRIMARY KEY,
  price numeric(12,4)
);
INSERT INTO prices VALUES ('pen', 1.2345), ('book', 12.5);
