-- Rollback 1009: Drop trigger "a trigger whose name has sixty-three bytes, all of them in use!" of "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration drop-trigger '"odd schema"."order"' '"a trigger whose name has sixty-three bytes, all of them in use!"'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE CONSTRAINT TRIGGER "a trigger whose name has sixty-three bytes, all of them in use!"
  AFTER UPDATE OF "a""b" ON "odd schema"."order" DEFERRABLE INITIALLY IMMEDIATE
  FOR EACH ROW
  EXECUTE FUNCTION "odd schema"."My Function"('it''s $$', 'naïve');

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '1009_drop_trigger_a_trigger_whose_name_has_sixty_three_bytes_all_of_them_in_use_of_order';

COMMIT;
