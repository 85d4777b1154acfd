CREATE TABLE prices (
  article text PRIMARY KEY,
  price numeric(10,2)
);
INSERT INTO prices VALUES ('pen', 1.23), ('book', 12.5), ('ink', NULL);
