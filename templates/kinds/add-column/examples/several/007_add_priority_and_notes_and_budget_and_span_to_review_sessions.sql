-- Migration 007: Add priority, notes, budget, span to review_sessions
-- Date: 2026-11-22
-- Command: new-migration add-column review_sessions 'priority smallint default 3 check (priority between 1 and 5)' 'notes text null collate "C"' 'budget NUMERIC(10, 2) not null default 0.00' 'span int generated always as (5 * 2) stored' --nullable

BEGIN;

SET LOCAL lock_timeout = '2s';

ALTER TABLE review_sessions
  ADD COLUMN priority smallint DEFAULT 3 NULL CONSTRAINT ck_review_sessions_priority CHECK (priority BETWEEN 1 AND 5),
  ADD COLUMN notes text COLLATE "C" NULL,
  ADD COLUMN budget numeric(10,2) DEFAULT 0.00 NOT NULL,
  ADD COLUMN span int GENERATED ALWAYS AS (5 * 2) STORED;

-- Migration tracking
INSERT INTO schema_migrations (migration_name, executed_at)
VALUES ('007_add_priority_and_notes_and_budget_and_span_to_review_sessions', CURRENT_TIMESTAMP);

COMMIT;
