"""What statements that restore a column say of it."""

from __future__ import annotations

from new_migration.authoring.column_facts import collation_of, comment_of


def test_the_collation_of_a_column() -> None:
    added = "ALTER TABLE t\n  ADD COLUMN c text COLLATE {} DEFAULT 'x' NOT NULL;\n\nCOMMENT ON COLUMN t.c IS 'x';"
    assert str(collation_of(added.format('pg_catalog."C"'))) == 'pg_catalog."C"'
    assert str(collation_of(added.format('"de-x-icu"'))) == '"de-x-icu"'
    assert collation_of("ALTER TABLE t\n  ADD COLUMN c text;") is None


def test_the_text_of_a_comment() -> None:
    assert str(comment_of("COMMENT ON COLUMN t.c IS 'It''s';")) == "'It''s'"
    assert comment_of("COMMENT ON COLUMN t.c IS NULL;") is None
    assert comment_of("COMMENT ON COLUMN t.c IS E'two\\nlines';") is None
