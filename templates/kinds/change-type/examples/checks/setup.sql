CREATE TABLE customers (
  customer_id integer PRIMARY KEY
);
CREATE TABLE orders (
  order_id bigint PRIMARY KEY,
  customer integer NOT NULL,
  CONSTRAINT ck_orders_customer CHECK (customer > 0 AND order_id > 0),
  CONSTRAINT fk_orders_customer FOREIGN KEY (customer) REFERENCES customers ON DELETE CASCADE DEFERRABLE
);
CREATE INDEX idx_orders_customer ON orders (customer);
CREATE INDEX idx_orders_large ON orders (order_id) WHERE customer > 1000;
COMMENT ON CONSTRAINT ck_orders_customer ON orders IS 'As the old system had it';
INSERT INTO customers VALUES (1), (2);
INSERT INTO orders VALUES (1, 1), (2, 2), (3, 2);
