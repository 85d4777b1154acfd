CREATE TABLE prices (
  article text,
  price numeric(10,2)
);
INSERT INTO prices VALUES ('pen', 1), ('book', 12), ('ink', NULL);
