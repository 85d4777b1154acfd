-- Migration 077: Enable row security for "odd schema"."order"
-- Date: 2026-11-22
-- Command: new-migration enable-row-security '"odd schema"."order"' '"a""b" USING ("My Column" = current_user)' 'naïve FOR DELETE TO pg_monitor USING (naïve > 1)' --force

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Refuse what is enabled already: the rollback would disable it
DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class
    WHERE oid = '"odd schema"."order"'::regclass
      AND (relrowsecurity OR relforcerowsecurity)
  ) THEN
    RAISE EXCEPTION 'row security of % is enabled or forced already', '"odd schema"."order"'
      USING HINT = 'new-migration create-policy adds a policy.';
  END IF;
END
$$;

CREATE POLICY "a""b" ON "odd schema"."order"
  USING ("My Column" = CURRENT_USER);

CREATE POLICY "naïve" ON "odd schema"."order"
  FOR DELETE
  TO pg_monitor
  USING (naïve > 1);

ALTER TABLE "odd schema"."order"
  ENABLE ROW LEVEL SECURITY,
  FORCE ROW LEVEL SECURITY;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('077_enable_row_security_for_order', CURRENT_TIMESTAMP);

COMMIT;
