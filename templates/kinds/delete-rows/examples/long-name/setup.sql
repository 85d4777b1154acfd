CREATE TABLE twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz (id int PRIMARY KEY, _saved text);
INSERT INTO twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz SELECT g, 'x' FROM generate_series(1, 9) AS g;
