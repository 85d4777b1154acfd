"""Queries and CREATE VIEW statements as values."""

from __future__ import annotations

import pytest

from new_migration.authoring.views import query, view_definition
from new_migration.errors import BadInput


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ('SELECT a, t.b, c AS "C" FROM t', ["a", "b", '"C"']),
        ("SELECT count(*), d::text, 1::int, coalesce(e, f) FROM t", ["count", "d", "int4", '"coalesce"']),
        ("WITH x AS (SELECT 1) SELECT a FROM x UNION ALL SELECT b FROM y", ["a"]),
        ("SELECT * FROM t", []),
        ("SELECT a, t.* FROM t", []),
        ("SELECT a, (SELECT 1) FROM t", []),
        ("VALUES (1)", []),
    ],
)
def test_the_columns_of_a_query(text: str, columns: list[str]) -> None:
    found = [str(column) for column in query(text, name="--query").columns]
    assert found == columns


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("DELETE FROM t RETURNING a", "one query is wanted"),
        ("SELECT 1; SELECT 2", "one query is wanted"),
        ("SELECT a INTO b FROM t", "INTO makes a table"),
        ("SELECT a FROM t WHERE b = $1", "would have no value"),
        ("SELECT FROM WHERE", "syntax error"),
    ],
)
def test_what_is_no_query_of_a_view(text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        query(text, name="--query")


def test_a_view_is_read() -> None:
    text = """CREATE VIEW v (x) WITH (security_barrier = true) AS
 SELECT a, b FROM t
WITH LOCAL CHECK OPTION;
COMMENT ON VIEW v IS 'x';"""
    found = view_definition(text, name="--restore")
    assert [str(column) for column in found.columns] == ["x", "b"]
    assert (found.options, found.check_option) == ("WITH (security_barrier = true)", "WITH LOCAL CHECK OPTION")
    assert found.replacing.startswith("CREATE OR REPLACE VIEW v (x) WITH")
    assert str(found).endswith("CHECK OPTION")


def test_or_replace_is_said_once() -> None:
    text = "CREATE OR REPLACE VIEW v AS SELECT 1 AS a"
    assert view_definition(text, name="--restore").replacing == text


def test_a_materialized_view_is_read() -> None:
    found = view_definition("CREATE MATERIALIZED VIEW v AS SELECT a FROM t WITH NO DATA", name="--restore")
    assert found.is_materialized
    assert (found.options, found.check_option) == ("", "")


def test_anything_else_is_refused() -> None:
    with pytest.raises(BadInput, match="a CREATE VIEW statement is wanted"):
        view_definition("CREATE TABLE v (a int)", name="--restore")
