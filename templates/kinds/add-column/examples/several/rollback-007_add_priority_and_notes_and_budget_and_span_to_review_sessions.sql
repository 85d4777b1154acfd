-- Rollback 007: Add priority, notes, budget, span to review_sessions
-- Date: 2026-11-22
-- Command: new-migration add-column review_sessions 'priority smallint default 3 check (priority between 1 and 5)' 'notes text null collate "C"' 'budget NUMERIC(10, 2) not null default 0.00' 'span int generated always as (5 * 2) stored' --nullable

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE review_sessions
  DROP COLUMN span,
  DROP COLUMN budget,
  DROP COLUMN notes,
  DROP COLUMN priority;

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '007_add_priority_and_notes_and_budget_and_span_to_review_sessions';

COMMIT;
