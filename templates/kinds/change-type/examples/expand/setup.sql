CREATE TABLE orders (
  order_id bigint PRIMARY KEY,
  total integer NOT NULL DEFAULT 0,
  note varchar(50)
);
CREATE INDEX idx_orders_total ON orders (total);
CREATE VIEW big AS SELECT order_id FROM orders WHERE total > 1000;
CREATE VIEW biggest AS SELECT max(order_id) AS biggest FROM big;
COMMENT ON VIEW big IS 'Orders to look at';
COMMENT ON COLUMN orders.total IS 'In cents';
INSERT INTO orders VALUES (1, 10, 'small'), (2, DEFAULT, NULL), (3, -5, 'large');
