-- Migration 073: Create policy "twelve%byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz" on "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration create-policy '"odd schema"."order"' '"twelve%byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz" for insert with check ("My Column" = '"'"'it'"'"''"'"'s $$ USING ('"'"' AND "odd schema"."using"('"'"'for'"'"') AND naïve > 0)'

BEGIN;

SET LOCAL lock_timeout = '2s';

CREATE POLICY "twelve%byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz" ON "odd schema"."order"
  FOR INSERT
  WITH CHECK ("My Column" = 'it''s $$ USING (' AND "odd schema"."using"('for') AND naïve > 0);

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('073_create_policy_twelve_byte_twelve_byte_twelve_byte_twelve_byte_twelve_byte_xyz_on_order', CURRENT_TIMESTAMP);

COMMIT;
