-- Rollback 023: Drop shop.orders
-- Date: 2026-11-22
-- Command: new-migration drop-table shop.orders --now

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Data lost: the rows of shop.orders
CREATE TABLE shop.orders (
  order_id bigint GENERATED ALWAYS AS IDENTITY,
  customer_id bigint NOT NULL,
  note text DEFAULT 'none'::text,
  total numeric(12,2)
);

ALTER TABLE shop.orders OWNER TO pg_monitor;

ALTER TABLE shop.orders
  ENABLE ROW LEVEL SECURITY;

COMMENT ON TABLE shop.orders IS 'From the old shop';

GRANT SELECT, INSERT ON shop.orders TO pg_read_all_stats;

GRANT UPDATE (note) ON shop.orders TO pg_read_all_stats;

ALTER TABLE shop.orders
  ADD CONSTRAINT orders_pkey PRIMARY KEY (order_id);

ALTER TABLE shop.orders
  ADD CONSTRAINT note_is_short CHECK (length(note) < 1000);

CREATE INDEX idx_orders_customer
  ON shop.orders (customer_id) WITH (fillfactor='70');

ALTER TABLE shop.orders
  ADD CONSTRAINT fk_orders_customer FOREIGN KEY (customer_id)
    REFERENCES shop.customers(customer_id);

CREATE STATISTICS shop.order_totals
  ON customer_id, total
  FROM shop.orders;

CREATE TRIGGER keep
  BEFORE UPDATE ON shop.orders
  FOR EACH ROW
  EXECUTE FUNCTION shop.keep();

ALTER TABLE shop.orders
  DISABLE TRIGGER keep;

CREATE POLICY own_orders ON shop.orders
  FOR SELECT
  TO pg_read_all_stats
  USING (total < 100::numeric);

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '023_drop_orders';

COMMIT;
