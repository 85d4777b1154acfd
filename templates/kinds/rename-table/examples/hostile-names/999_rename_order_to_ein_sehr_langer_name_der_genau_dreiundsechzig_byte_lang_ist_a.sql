-- Migration 999: Rename "My Schema"."order" to "ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä", with a view of the old name
-- Date: 2026-11-22
-- Command: new-migration rename-table '"My Schema"."order"' '"ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä"'

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "My Schema"."order"
  RENAME TO "ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä";

-- What a role may do with the table, and which rows it sees, goes for the view too
CREATE VIEW "My Schema"."order"
  WITH (security_invoker = true)
  AS SELECT * FROM "My Schema"."ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä";

-- Whoever applies this, the view belongs to the owner of the table
DO $$
BEGIN
  EXECUTE format('ALTER VIEW "My Schema"."order" OWNER TO %I', (
    SELECT pg_get_userbyid(relowner)
    FROM pg_class
    WHERE oid = '"My Schema"."ein sehr langer Name, der genau dreiundsechzig Byte lang ist ä"'::regclass
  ));
END
$$;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('999_rename_order_to_ein_sehr_langer_name_der_genau_dreiundsechzig_byte_lang_ist_a', CURRENT_TIMESTAMP);

COMMIT;
