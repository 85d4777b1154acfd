-- Migration 021: Create trigger touch on users
-- Date: 2026-11-22
-- Command: new-migration create-trigger "create constraint trigger touch after insert or update of email on users deferrable initially deferred for each row execute function touch('late')"

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE CONSTRAINT TRIGGER touch
  AFTER INSERT OR UPDATE OF email ON users
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  EXECUTE FUNCTION touch('late');

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('021_create_trigger_touch_on_users', CURRENT_TIMESTAMP);

COMMIT;
