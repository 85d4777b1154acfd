-- Migration 1009: Drop trigger "a trigger whose name has sixty-three bytes, all of them in use!" of "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration drop-trigger '"odd schema"."order"' '"a trigger whose name has sixty-three bytes, all of them in use!"'

BEGIN;

SET LOCAL lock_timeout = '2s';

DROP TRIGGER "a trigger whose name has sixty-three bytes, all of them in use!" ON "odd schema"."order";

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('1009_drop_trigger_a_trigger_whose_name_has_sixty_three_bytes_all_of_them_in_use_of_order', CURRENT_TIMESTAMP);

COMMIT;
