"""Names, expressions and statements: what they become, and what is refused where."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from new_migration.authoring import expressions
from new_migration.errors import BadInput

LONG, SIXTY_THREE = "x" * 64, "x" * 63


def refusal(parse: Callable[..., object], text: str) -> tuple[str, str]:
    with pytest.raises(BadInput) as caught:
        parse(text, name="--x")
    return str(caught.value.where), caught.value.what


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("users", "users"),
        ("Users", "users"),
        (" users ", "users"),
        ('"Users"', '"Users"'),
        ("order", '"order"'),
        ("user", '"user"'),
        ("left", '"left"'),
        ("values", '"values"'),
        ("name", "name"),
        ('"a""b"', '"a""b"'),
        ('"a b"', '"a b"'),
        ("naïve", '"naïve"'),
        ("É", '"É"'),
        ("a$", '"a$"'),
        (SIXTY_THREE, SIXTY_THREE),
        ("é" * 31, '"' + "é" * 31 + '"'),
    ],
)
def test_identifier(text: str, sql: str) -> None:
    assert str(expressions.identifier(text, name="--x")) == sql


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("", "--x", "empty"),
        ("a b", "--x:1:1", "'a b' is not a name"),
        ("  a b", "--x:1:3", "'  a b' is not a name"),
        ("a.b", "--x:1:1", "one name is wanted"),
        ("1a", "--x:1:1", 'trailing junk after numeric literal at or near "1a"'),
        ("'a'", "--x:1:1", "\"'a'\" is not a name"),
        ("*", "--x:1:1", "'*' is not a name"),
        ("a;", "--x:1:2", "a semicolon is not allowed here: one piece of a statement is wanted"),
        ("a--", "--x:1:2", "a comment is not allowed here"),
        ('""', "--x:1:1", 'zero-length delimited identifier at or near """"'),
        ('U&"a"', "--x:1:1", "'U&\"a\"' is not a name"),
        (LONG, "--x:1:1", "a name of 64 bytes: PostgreSQL cuts names at 63"),
        ("é" * 32, "--x:1:1", "a name of 64 bytes: PostgreSQL cuts names at 63"),
        ('"a\nb"', "--x:1:3", "a line break is not allowed here"),
        ("a\tb", "--x:1:2", "control character U+0009 is not allowed here"),
        ("a\0", "--x:1:2", "control character U+0000 is not allowed here"),
        ("\x1b[31m", "--x:1:1", "control character U+001B is not allowed here"),
        ('"a\u2028b"', "--x:1:3", "a line break is not allowed here"),
        ("a\ud800", "--x:1:2", "not valid UTF-8"),
    ],
)
def test_what_is_no_name(text: str, place: str, what: str) -> None:
    assert refusal(expressions.identifier, text) == (place, what)


def test_a_name_with_other_characters_is_shown_quoted() -> None:
    with pytest.raises(BadInput) as caught:
        expressions.identifier('my "table"', name="--x")
    assert caught.value.hint == 'a name with other characters stands in double quotes: "my ""table"""'


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("a", "a"),
        ("App.A", "app.a"),
        ('"My App"."T"', '"My App"."T"'),
        ("public.order", 'public."order"'),
        ("a . b", "a.b"),
    ],
)
def test_table(text: str, sql: str) -> None:
    assert str(expressions.table(text, name="--x")) == sql


@pytest.mark.parametrize("text", ["a.b.c", "a.", ".a", "a b.c", "a..b", "a.1"])
def test_what_is_no_table(text: str) -> None:
    place, _ = refusal(expressions.table, text)
    assert place.startswith("--x:1:")


def test_identifiers() -> None:
    names = expressions.identifiers('a, "B b",order', name="--x")
    assert [str(name) for name in names] == ["a", '"B b"', '"order"']


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("a,", "--x:1:3", "names with commas between are wanted"),
        ("a b", "--x:1:3", "names with commas between are wanted"),
        ("lower(a)", "--x:1:6", "names with commas between are wanted"),
        ("a,\n 1", "--x:2:2", "names with commas between are wanted"),
        ("a, A", "--x", "column a is named twice"),
        ('U&"a"', "--x:1:1", "names with commas between are wanted"),
    ],
)
def test_what_are_no_names(text: str, place: str, what: str) -> None:
    assert refusal(expressions.identifiers, text) == (place, what)


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("1", "1"),
        (" a  and b ", "a AND b"),
        ("'it''s'", "'it''s'"),
        ("$$x$$", "$$x$$"),
        ("$a$ ; -- $a$", "$a$ ; -- $a$"),
        ("E'\\x41'", "E'\\x41'"),
        ("a::numeric(10,2)[]", "a::numeric(10,2)[]"),
        ("(select max(a) from t)", "(SELECT max(a) FROM t)"),
        ("exists (select from t)", "EXISTS (SELECT FROM t)"),
        ("case when a then 'b' else 'c' end", "CASE WHEN a THEN 'b' ELSE 'c' END"),
        ("a = any (array[1, 2])", "a = ANY (ARRAY[1, 2])"),
        ("current_date - interval '30 days'", "CURRENT_DATE - interval '30 days'"),
        ("a is distinct from b", "a IS DISTINCT FROM b"),
        ("f(a => 1)", "f(a => 1)"),
        ("(a, b) > (1, 2)", "(a, b) > (1, 2)"),
        ("- -1", "- -1"),
        ("t.*", None),
        ("null", "NULL"),
    ],
)
def test_expression(text: str, sql: str | None) -> None:
    if sql is None:
        assert refusal(expressions.expression, text) == ("--x:1:1", "one expression with a value is wanted")
    else:
        assert str(expressions.expression(text, name="--x")) == sql


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("'x' FROM t", "--x:1:5", 'syntax error at or near "FROM"'),
        ("a, b", "--x:1:2", 'syntax error at or near ","'),
        ("a AS b", "--x:1:3", 'syntax error at or near "AS"'),
        ("a b", "--x:1:3", 'syntax error at or near "b"'),
        ("all a", "--x:1:1", 'syntax error at or near "all"'),
        ("distinct a", "--x:1:1", 'syntax error at or near "distinct"'),
        ("select 1", "--x:1:1", 'syntax error at or near "select"'),
        ("1 order by 1", "--x:1:3", 'syntax error at or near "order"'),
        ("1 union select 2", "--x:1:3", 'syntax error at or near "union"'),
        ("a limit 1", "--x:1:3", 'syntax error at or near "limit"'),
        ("a\n  for update", "--x:2:3", 'syntax error at or near "for"'),
        ("1 +", "--x:1:4", "syntax error at end of input"),
        ("order", "--x:1:1", 'syntax error at or near "order"'),
        ("*", "--x:1:1", 'syntax error at or near "*"'),
        ("default", "--x:1:1", "one expression with a value is wanted"),
        ("1a", "--x:1:1", 'trailing junk after numeric literal at or near "1a"'),
        ("a {", "--x:1:3", 'syntax error at or near "{"'),
        ("a \\d", "--x:1:3", "a psql command (\\…) is not SQL"),
        ("é + ü ü", "--x:1:7", 'syntax error at or near "ü"'),
        ("", "--x", "empty"),
    ],
)
def test_what_is_no_expression(text: str, place: str, what: str) -> None:
    assert refusal(expressions.expression, text) == (place, what)


def test_an_expression_knows_what_it_reads_and_calls() -> None:
    found = expressions.expression('"A" + lower(b) + t.c + "A" + current_date + (select 1)', name="--x")
    assert [str(column) for column in found.columns] == ['"A"', "b", "c"]
    assert found.functions == ("lower", "now", "select")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("'" + "é" * 1_000_000 + "'", id="a megabyte"),
        pytest.param(" + ".join(["a"] * 60_000), id="60,000 terms"),
        pytest.param("a IN (" + ", ".join(["1"] * 60_000) + ")", id="60,000 items"),
        pytest.param("(" * 10_000 + "1" + ")" * 10_000, id="10,000 brackets"),
        pytest.param("NOT " * 20_000 + "a", id="20,000 times NOT"),
        pytest.param("f(" * 10_000 + "1" + ")" * 10_000, id="10,000 calls"),
    ],
)
def test_huge_input_neither_crashes_nor_hangs(text: str) -> None:
    start = time.monotonic()
    try:
        assert len(str(expressions.expression(text, name="--x"))) == len(text)
    except BadInput as error:
        assert error.what.startswith(("nested too deeply", "memory exhausted"))
    assert time.monotonic() - start < 30


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("a = 1", ["a = 1"]),
        ("a=1,b = f(1, 2)", ["a = 1", "b = f(1, 2)"]),
        ("order = 'x,y'", ['"order" = \'x,y\'']),
        ("a = (select 1), \"B\" = null", ["a = (SELECT 1)", '"B" = NULL']),
        ("a = b = c", ["a = b = c"]),
    ],
)  # fmt: skip
def test_assignments(text: str, sql: list[str]) -> None:
    assert [str(one) for one in expressions.assignments(text, name="--x")] == sql


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("a", "--x:1:1", "column = expression is wanted"),
        ("a =", "--x:1:1", "column = expression is wanted"),
        ("a = 1,", "--x:1:7", "column = expression is wanted"),
        ("(a, b) = (1, 2)", "--x:1:1", "column = expression is wanted"),
        ("a[1] = 2", "--x:1:1", "column = expression is wanted"),
        ("t.a = 2", "--x:1:1", "column = expression is wanted"),
        ("a = 1 where b", "--x:1:7", 'syntax error at or near "where"'),
        ("a = 1,\n  é = 2 3", "--x:2:9", 'syntax error at or near "3"'),
        ("a = default", "--x:1:5", "one expression with a value is wanted"),
        ("a = 1, A = 2", "--x", "column a is set twice"),
    ],
)
def test_what_is_no_assignment(text: str, place: str, what: str) -> None:
    assert refusal(expressions.assignments, text) == (place, what)


def test_column_comment() -> None:
    found = expressions.column_comment("\"A\" is 'it''s'", name="--x")
    assert (str(found.column), str(found.comment)) == ('"A"', "'it''s'")


@pytest.mark.parametrize(
    "text", ["a", "a is null", "a is ''", "a.b is 'x'", "a is 'x' 'y'", "a is 'x'; b", "a is 'x\ny'"]
)
def test_what_is_no_column_comment(text: str) -> None:
    place, _ = refusal(expressions.column_comment, text)
    assert place.startswith("--x:1:")


def test_clause() -> None:
    within = "CREATE INDEX ON t (c) WITH ({})"
    assert str(expressions.clause("fillfactor=70", name="--x", within=within)) == "fillfactor=70"
    for text, place in [("a=1) tablespace (b", "--x:1:4"), ("a = ", "--x:1:5"), ("a=1 b=2", "--x:1:5")]:
        assert refusal(lambda text, name: expressions.clause(text, name=name, within=within), text)[0] == place


@pytest.mark.parametrize(
    ("text", "statements", "outside"),
    [
        ("select 1", ["select 1;"], ""),
        ("select 1;\nselect 2;;", ["select 1;", "select 2;"], ""),
        ("-- why\nselect 1; -- end", ["-- why\nselect 1;\n-- end"], ""),
        ("do $$begin null; end$$", ["do $$begin null; end$$;"], ""),
        ("copy t from '/f'", ["copy t from '/f';"], ""),
        ("vacuum t", ["vacuum t;"], "VACUUM"),
        ("analyze t", ["analyze t;"], ""),
        ("select 1; drop index concurrently i", ["select 1;", "drop index concurrently i;"], "DROP INDEX CONCURRENTLY"),
        ("create index concurrently on t (a)", ["create index concurrently on t (a);"], "CREATE INDEX CONCURRENTLY"),
        ("reindex table concurrently t", ["reindex table concurrently t;"], "REINDEX CONCURRENTLY"),
        ("alter system set a = 1", ["alter system set a = 1;"], "ALTER SYSTEM"),
        ("create database d", ["create database d;"], "CREATE DATABASE"),
        (
            "alter table t detach partition p concurrently",
            ["alter table t detach partition p concurrently;"],
            "DETACH PARTITION … CONCURRENTLY",
        ),
    ],
)
def test_statements(text: str, statements: list[str], outside: str) -> None:
    found = expressions.statements(text, name="--x")
    assert (list(found.texts), found.outside_transaction) == (statements, outside)
    assert str(found) == "\n\n".join(statements)


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("", "--x", "a statement is wanted"),
        ("-- nothing", "--x", "a statement is wanted"),
        ("begin; select 1", "--x:1:1", "BEGIN, COMMIT and the like are written around your statements"),
        ("select 1;\n commit", "--x:2:2", "BEGIN, COMMIT and the like are written around your statements"),
        ("copy t from stdin", "--x:1:1", "COPY from or to the client needs a client that sends the rows"),
        ("selec 1", "--x:1:1", 'syntax error at or near "selec"'),
        ("select 1;\n\\d t", "--x:2:1", "a psql command (\\…) is not SQL"),
        ("select 'a\0'", "--x:1:10", "control character U+0000 is not allowed"),
        ("select 1 -- a\u202e", "--x:1:14", "control character U+202E is not allowed here"),
    ],
)
def test_what_are_no_statements(text: str, place: str, what: str) -> None:
    assert refusal(expressions.statements, text) == (place, what)


@pytest.mark.parametrize("text", ["it's -- fine \\ $$", "naïve 日本 😀", "tab-less"])
def test_one_line(text: str) -> None:
    assert expressions.one_line(text, name="--x") == text
    assert expressions.literal(text, name="--x").raw == text


@pytest.mark.parametrize(
    "text", ["a\nb", "a\rb", "a\tb", "a\0", "a\x1b[31m", "a\x85b", "a\u2028b", "a\u202eb", "a\ud800"]
)
def test_what_is_more_than_one_line(text: str) -> None:
    place, _ = refusal(expressions.one_line, text)
    assert place == "--x:1:2"
