-- Rollback 095: Comment on COLUMN "odd schema"."order"."a""b.c"
-- Date: 2026-11-22
-- Command: new-migration comment '"odd schema"."order"."a""b.c"' 'it'"'"'s $$ naïve; -- DROP TABLE "order"'

BEGIN;

SET LOCAL lock_timeout = '2s';

COMMENT ON COLUMN "odd schema"."order"."a""b.c" IS 'two
lines';

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '095_comment_on_order_a_b_c';

COMMIT;
