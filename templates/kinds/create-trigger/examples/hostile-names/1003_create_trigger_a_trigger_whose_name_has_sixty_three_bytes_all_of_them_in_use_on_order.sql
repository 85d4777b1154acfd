-- Migration 1003: Create trigger "a trigger whose name has sixty-three bytes, all of them in use!" on "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration create-trigger 'CREATE TRIGGER "a trigger whose name has sixty-three bytes, all of them in use!" BEFORE INSERT OR UPDATE OF "select", "a""b" ON "odd schema"."order" FOR EACH ROW EXECUTE FUNCTION "odd schema"."My Function"('"'"'it'"'"''"'"'s $$'"'"', '"'"'naïve'"'"')' --comment 'it'"'"'s a '"'"'test'"'"' of $$ and \ and "quotes" -- end'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE TRIGGER "a trigger whose name has sixty-three bytes, all of them in use!"
  BEFORE INSERT OR UPDATE OF "select", "a""b" ON "odd schema"."order"
  FOR EACH ROW
  EXECUTE FUNCTION "odd schema"."My Function"('it''s $$', 'naïve');

COMMENT ON TRIGGER "a trigger whose name has sixty-three bytes, all of them in use!" ON "odd schema"."order" IS E'it''s a ''test'' of $$ and \\ and "quotes" -- end';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1003_create_trigger_a_trigger_whose_name_has_sixty_three_bytes_all_of_them_in_use_on_order', CURRENT_TIMESTAMP);

COMMIT;
