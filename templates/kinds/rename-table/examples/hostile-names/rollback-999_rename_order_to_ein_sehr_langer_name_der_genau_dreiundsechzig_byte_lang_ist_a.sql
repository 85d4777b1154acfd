-- Rollback 999: Rename "My Schema"."order" to "ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä", with a view of the old name
-- Date: 2026-11-22
-- Command: new-migration rename-table '"My Schema"."order"' '"ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä"'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP VIEW "My Schema"."order";

ALTER TABLE "My Schema"."ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä"
  RENAME TO "order";

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '999_rename_order_to_ein_sehr_langer_name_der_genau_dreiundsechzig_byte_lang_ist_a';

COMMIT;
