CREATE TABLE orders (
  order_id bigint PRIMARY KEY,
  total integer NOT NULL DEFAULT 0,
  note varchar(50)
);
CREATE INDEX idx_orders_total ON orders (total);
CREATE VIEW big AS SELECT order_id, total FROM orders WHERE total > 1000;
INSERT INTO orders VALUES (1, 10, 'small'), (2, DEFAULT, NULL), (3, -5, 'large');
