-- Rollback 027: Drop legacy for good
-- Date: 2026-11-22
-- Command: new-migration drop-table legacy --phase purge

BEGIN;

SET LOCAL lock_timeout = '2s';

-- Data lost: the rows of legacy
CREATE SCHEMA _dropped_020_legacy;

COMMENT ON SCHEMA _dropped_020_legacy IS 'Set aside by migration 020_set_aside_legacy';

GRANT USAGE ON SCHEMA _dropped_020_legacy TO PUBLIC;

CREATE SEQUENCE _dropped_020_legacy.legacy_legacy_id_seq;

CREATE TABLE _dropped_020_legacy.legacy (
  legacy_id bigint DEFAULT nextval('_dropped_020_legacy.legacy_legacy_id_seq'::regclass) NOT NULL,
  note text NOT NULL
);

COMMENT ON TABLE _dropped_020_legacy.legacy IS 'Came from the old system';

ALTER SEQUENCE _dropped_020_legacy.legacy_legacy_id_seq
  OWNED BY _dropped_020_legacy.legacy.legacy_id;

ALTER TABLE _dropped_020_legacy.legacy
  ADD CONSTRAINT legacy_pkey PRIMARY KEY (legacy_id);

CREATE INDEX idx_legacy_note
  ON _dropped_020_legacy.legacy (note);

-- Migration tracking
DELETE FROM schema_migrations
WHERE migration_name = '027_drop_legacy';

COMMIT;
