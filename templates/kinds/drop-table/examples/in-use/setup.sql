CREATE SCHEMA shop;
CREATE TABLE shop.customers (customer_id bigint PRIMARY KEY, name text);
CREATE TABLE shop.orders (
  order_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL CONSTRAINT fk_orders_customer REFERENCES shop.customers,
  note text DEFAULT 'none' CONSTRAINT note_is_short CHECK (length(note) < 1000),
  total numeric(12, 2)
);
CREATE TABLE shop.items (item_id bigint PRIMARY KEY, order_id bigint REFERENCES shop.orders ON DELETE CASCADE);
CREATE INDEX idx_orders_customer ON shop.orders (customer_id) WITH (fillfactor = 70);
CREATE STATISTICS shop.order_totals ON customer_id, total FROM shop.orders;
CREATE FUNCTION shop.keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER keep BEFORE UPDATE ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.keep();
ALTER TABLE shop.orders DISABLE TRIGGER keep;
ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_orders ON shop.orders FOR SELECT TO pg_read_all_stats USING (total < 100);
CREATE VIEW shop.big_orders AS SELECT * FROM shop.orders WHERE total > 100;
COMMENT ON TABLE shop.orders IS 'From the old shop';
GRANT SELECT, INSERT ON shop.orders TO pg_read_all_stats;
GRANT UPDATE (note) ON shop.orders TO pg_read_all_stats;
GRANT USAGE ON SCHEMA shop TO pg_monitor;
ALTER TABLE shop.orders OWNER TO pg_monitor;
INSERT INTO shop.customers VALUES (1, 'Ada');
INSERT INTO shop.orders (customer_id, total) VALUES (1, 10), (1, 200);
INSERT INTO shop.items VALUES (1, 1), (2, 2);
