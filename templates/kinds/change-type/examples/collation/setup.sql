CREATE TABLE orders (
  order_id bigint PRIMARY KEY,
  note varchar(50) COLLATE "C"
);
CREATE INDEX idx_orders_note ON orders (note);
INSERT INTO orders VALUES (1, 'small'), (2, NULL), (3, 'Large');
