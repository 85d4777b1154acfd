"""Whole statements get one clause a line."""

from __future__ import annotations

import pytest

from new_migration.authoring.layout import QUERY, ROUTINE, TRIGGER, Layout, laid_out


def lines(text: str, layout: Layout, head: int = 0) -> list[str]:
    return laid_out(text, layout, name="--x", head=head).split("\n")


def test_each_clause_of_a_query_has_its_line() -> None:
    text = "select a, count(*) from t left join u using (id) where b group by 1 order by a nulls last limit 3"
    assert lines(text, QUERY) == [
        "SELECT a, count(*)",
        "FROM t LEFT JOIN u USING (id)",
        "WHERE b",
        "GROUP BY 1",
        "ORDER BY a NULLS LAST",
        "LIMIT 3",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (SELECT max(b) FROM u WHERE c)",  # in brackets
        "SELECT a IS DISTINCT FROM b",
        "SELECT extract(year FROM a)",
        'SELECT "from", t.from',  # names
    ],
)
def test_what_begins_no_clause_stays_on_its_line(text: str) -> None:
    assert lines(text, QUERY) == [text]


def test_what_has_a_layout_keeps_it() -> None:
    for text in ("select a\nfrom t", "select a from t -- all", "select a /* b */ from t"):
        assert laid_out(text, QUERY, name="--x") == text


def test_a_set_operation_stands_between_its_queries() -> None:
    assert lines("select 1 union all select 2", QUERY) == ["SELECT 1", "UNION ALL", "SELECT 2"]


def test_a_function_that_is_called_as_a_keyword_keeps_its_case() -> None:
    assert lines("select left(a, 1) from t", QUERY)[0] == "SELECT left(a, 1)"


def test_a_routine_has_its_language_and_body_on_lines_of_their_own() -> None:
    text = "create function add(a int) returns int language sql strict as $$ select a $$"
    assert lines(text, ROUTINE, head=3) == [
        "CREATE FUNCTION add(a int) RETURNS int",
        "  LANGUAGE sql STRICT",
        "  AS $$ select a $$",
    ]


def test_a_trigger_has_a_line_for_each_of_its_parts() -> None:
    text = "create trigger before after update on t for each row when (new.a) execute function f()"
    assert lines(text, TRIGGER, head=3) == [
        "CREATE TRIGGER before",
        "  AFTER UPDATE ON t",
        "  FOR EACH ROW",
        "  WHEN (new.a)",
        "  EXECUTE FUNCTION f()",
    ]
