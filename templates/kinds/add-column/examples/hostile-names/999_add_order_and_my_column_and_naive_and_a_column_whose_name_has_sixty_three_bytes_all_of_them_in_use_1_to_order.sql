-- Migration 999: Add "order", "My Column", "naïve", "a column whose name has sixty-three bytes, all of them in use 1" to "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration add-column '"odd schema"."order"' 'order text NULL DEFAULT '"'"'$$ -- it'"'"''"'"'s; "x"'"'"'' '"My Column" int NOT NULL DEFAULT 0 CHECK ("My Column" >= 0)' '"naïve" text NULL' '"a column whose name has sixty-three bytes, all of them in use 1" bigint NULL' --index

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE "odd schema"."order"
  ADD COLUMN "order" text DEFAULT '$$ -- it''s; "x"' NULL,
  ADD COLUMN "My Column" int DEFAULT 0 NOT NULL CONSTRAINT "ck_order_My Column" CHECK ("My Column" >= 0),
  ADD COLUMN "naïve" text NULL,
  ADD COLUMN "a column whose name has sixty-three bytes, all of them in use 1" bigint NULL;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('999_add_order_and_my_column_and_naive_and_a_column_whose_name_has_sixty_three_bytes_all_of_them_in_use_1_to_order', CURRENT_TIMESTAMP);

COMMIT;
