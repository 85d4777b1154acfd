CREATE SCHEMA shop;
CREATE TABLE shop.orders (order_id bigserial PRIMARY KEY, note text);
INSERT INTO shop.orders (note) VALUES ('first'), ('second');
