"""Rows as VALUES has them."""

from __future__ import annotations

import pytest

from new_migration.authoring.rows import row_values
from new_migration.errors import BadInput


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1, 'admin'", "(1, 'admin')"),
        ("1", "(1)"),
        ("'a, b', (SELECT max(id) FROM t), default", "('a, b', (SELECT max(id) FROM t), DEFAULT)"),
        ("array[1, 2], null, now() - interval '1 day'", "(ARRAY[1, 2], NULL, now() - interval '1 day')"),
        ("lower('A'), E'\\n', '{}'::jsonb", "(lower('A'), E'\\n', '{}'::jsonb)"),
    ],
)
def test_a_row(text: str, shown: str) -> None:
    assert str(row_values(text, name="--rows")) == shown


def test_the_values_of_columns() -> None:
    row = row_values("1, 'admin', true", name="--rows")
    assert [str(value) for value in row.of(["c", "a"], ["a", "b", "c"])] == ["true", "1"]


@pytest.mark.parametrize(
    ("text", "what", "column"),
    [
        ("", "empty", 0),
        ("(1, 2)", "one row is wanted", 1),
        ("1), (2", "syntax error at or near ')': no bracket is open", 2),
        ("1,", "syntax error", 3),
        ("1, admin", "a row that is new has no column admin to read", 4),
        ("1; DROP TABLE t", "a semicolon is not allowed here", 2),
        ("1 -- no", "a comment is not allowed here", 3),
        ("1) RETURNING (2", "syntax error at or near ')'", 2),
    ],
)
def test_what_is_no_row(text: str, what: str, column: int) -> None:
    with pytest.raises(BadInput) as caught:
        row_values(text, name="--rows")
    assert caught.value.what.startswith(what)
    assert getattr(caught.value.where, "column", 0) == column
