CREATE SCHEMA app;
CREATE TABLE app.places (
  country char(2),
  place int,
  parent int,
  path text NOT NULL,
  PRIMARY KEY (country, place),
  FOREIGN KEY (country, parent) REFERENCES app.places ON DELETE CASCADE
);
INSERT INTO app.places VALUES ('DE', 1, NULL, 'new.1'), ('DE', 2, NULL, 'old.2'), ('DE', 3, 2, 'old.3'), ('FR', 2, NULL, 'new.2');
