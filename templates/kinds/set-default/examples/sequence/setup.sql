CREATE TABLE orders (order_id bigserial PRIMARY KEY, note text);
CREATE SEQUENCE all_orders;
INSERT INTO orders (note) VALUES ('first'), ('second');
