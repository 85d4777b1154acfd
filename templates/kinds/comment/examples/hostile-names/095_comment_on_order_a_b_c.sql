-- Migration 095: Comment on COLUMN "odd schema"."order"."a""b.c"
-- Date: 2026-11-22
-- Command: new-migration comment '"odd schema"."order"."a""b.c"' 'it'"'"'s $$ naïve; -- DROP TABLE "order"'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON COLUMN "odd schema"."order"."a""b.c" IS 'it''s $$ naïve; -- DROP TABLE "order"';

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('095_comment_on_order_a_b_c', CURRENT_TIMESTAMP);

COMMIT;
