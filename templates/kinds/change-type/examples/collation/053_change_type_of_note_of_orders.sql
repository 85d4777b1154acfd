-- Migration 053: Change type of note of orders to text
-- Purpose: Some notes are longer
-- Date: 2026-11-22
-- Command: new-migration change-type orders note text

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE orders
  ALTER COLUMN note TYPE text COLLATE "C";

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('053_change_type_of_note_of_orders', CURRENT_TIMESTAMP);

COMMIT;
