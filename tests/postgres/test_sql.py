"""PostgreSQL's grammar: statements, tokens, quoting and places, for any text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from new_migration.errors import BadInput
from new_migration.postgres import sql

TEXTS = settings(derandomize=True, database=None, deadline=None)
_STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def texts(script: str) -> list[str]:
    return [statement.text for statement in sql.split(script, name="x.sql")]


@pytest.mark.parametrize(
    ("script", "statements"),
    [
        ("", []),
        (" ; ;; -- nothing\n", []),
        ("select 1", ["select 1"]),
        ("select 1; /* a; b */ select 2 -- c;\n;", ["select 1", "select 2"]),
        ("select ';', $$;$$, $a$;$a$, \";\", E'\\';'", ["select ';', $$;$$, $a$;$a$, \";\", E'\\';'"]),
        (
            "create function f() returns int begin atomic select 1; select 2; end; select 3",
            ["create function f() returns int begin atomic select 1; select 2; end", "select 3"],
        ),
        ("select 'naïve 日本'; select 2", ["select 'naïve 日本'", "select 2"]),
        ("select 1;\r\nselect 2;\r\n", ["select 1", "select 2"]),
    ],
)
def test_split(script: str, statements: list[str]) -> None:
    assert texts(script) == statements


def test_a_statement_knows_where_it_starts_and_what_it_is() -> None:
    first, second = sql.split("-- é\nSELECT 'é';\n\n  CREATE INDEX ON t (a)", name="x.sql")
    assert (first.offset, first.kind) == (5, "SelectStmt")
    assert (second.offset, second.kind) == (20, "IndexStmt")


@pytest.mark.parametrize(
    ("script", "place", "what"),
    [
        ("selec 1", "x.sql:1:1", 'syntax error at or near "selec"'),
        ("select 'é',\n  'ü' frm t x", "x.sql:2:11", 'syntax error at or near "t"'),
        ("select (", "x.sql:1:9", "syntax error at end of input"),
        ("select 1;\n\\copy t", "x.sql:2:1", "a psql command (\\…) is not SQL"),
        ("select 'x", "x.sql:1:8", 'unterminated quoted string at or near "\'x"'),
        ("select {", "x.sql:1:8", 'syntax error at or near "{"'),
        ("select '\0'", "x.sql:1:9", "control character U+0000 is not allowed"),
        ("select '\x0c'", "x.sql:1:9", "control character U+000C is not allowed"),
        ("select '\ud800'", "x.sql", "not valid UTF-8 (character 9)"),
    ],
)
def test_what_is_no_sql_is_refused_at_its_place(script: str, place: str, what: str) -> None:
    with pytest.raises(BadInput) as caught:
        sql.split(script, name="x.sql")
    assert (str(caught.value.where), caught.value.what) == (place, what)


def test_a_place_in_a_piece_is_counted_in_the_piece() -> None:
    with pytest.raises(BadInput) as caught:
        sql.parse_within("SELECT 'é', ", "1,\n ü ü ü", " FROM t", name="--x")
    assert str(caught.value.where) == "--x:2:6"


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("users", "users"), ("_a1", "_a1"), ("a$", '"a$"'), ("1a", '"1a"'), ("Users", '"Users"'), ("é", '"é"'),
        ("order", '"order"'), ("user", '"user"'), ("left", '"left"'), ("int", '"int"'), ("coalesce", '"coalesce"'),
        ("name", "name"), ("key", "key"), ('a"b', '"a""b"'), ("a b", '"a b"'), ("", '""'), ("²", '"²"'),
        ("a\n", '"a\n"'),
    ],
)  # fmt: skip
def test_quote_identifier(name: str, quoted: str) -> None:
    assert sql.quote_identifier(name) == quoted


@TEXTS
@given(_STORABLE.filter(lambda name: 0 < len(name.encode()) < 64 and name.isprintable()))
def test_a_quoted_name_is_one_token(name: str) -> None:
    (token,) = sql.tokens(sql.quote_identifier(name), name="x")
    assert token.is_name and token.text.strip('"').replace('""', '"') == name.strip('"')


@TEXTS
@given(_STORABLE.filter(lambda text: all(c >= " " for c in text)))
def test_a_quoted_literal_is_one_constant(text: str) -> None:
    (token,) = sql.tokens(sql.quote_literal(text), name="x")
    assert token.kind == "SCONST"
    tree = sql.parse(f"SELECT {sql.quote_literal(text)}", name="x")
    assert tree.stmts[0].stmt.select_stmt.target_list[0].res_target.val.a_const.sval.sval == text


@TEXTS
@given(st.lists(st.sampled_from(["$", "$$", "migration", "2", "x", "\n"])))
def test_a_dollar_quoted_body_is_one_constant(pieces: list[str]) -> None:
    body = "".join(pieces)
    tree = sql.parse(f"SELECT {sql.dollar_quote(body)}", name="x")
    assert tree.stmts[0].stmt.select_stmt.target_list[0].res_target.val.a_const.sval.sval == body


@TEXTS
@given(_STORABLE)
def test_any_text_has_tokens_in_their_places_or_is_refused(text: str) -> None:
    try:
        found = sql.tokens(text, name="x")
    except BadInput as error:
        assert str(error).startswith("x:")
    else:
        assert all(text[token.start : token.end] == token.text for token in found)
        assert [token.start for token in found] == sorted(token.start for token in found)


@TEXTS
@given(st.lists(st.sampled_from(["select 1", "select 'é;'", ";", "-- x\n", "/* ; */", "do $$;$$", " "]), max_size=8))
def test_what_is_split_is_what_was_there(pieces: list[str]) -> None:
    script = ";".join(pieces)
    statements = sql.split(script, name="x")
    assert len(statements) == sum(piece.startswith(("select", "do")) for piece in pieces)
    assert all(script[s.offset :].startswith(s.text) for s in statements)


def test_byte_offsets_become_character_offsets() -> None:
    assert [sql.character_offset("aé日b", offset) for offset in (0, 1, 3, 6, 7)] == [0, 1, 2, 3, 4]
    assert sql.character_offset("abc", 2) == 2


def test_deep_nesting_is_read_or_refused_but_never_crashes() -> None:
    for depth in (1_000, 9_000, 50_000):
        try:
            assert sql.parse("SELECT " + "(" * depth + "1" + ")" * depth, name="x").stmts
        except BadInput as error:
            assert error.what.startswith(("memory exhausted", "nested too deeply", "stack depth"))


def test_a_long_script() -> None:
    assert len(texts("INSERT INTO t VALUES (1, 'é');\n" * 5_000)) == 5_000


def test_string_constants() -> None:
    script = "INSERT INTO \"é\" VALUES ('日本''s', $$x$$, E'\\n', 1) -- 'no'"
    assert sql.string_constants(script, name="x") == ["'日本''s'", "$$x$$", "E'\\n'"]


@pytest.mark.parametrize("read", [sql.tokens, sql.string_constants, sql.split])
def test_what_is_no_text_is_refused(read: Callable[..., object]) -> None:
    with pytest.raises(BadInput, match="not valid UTF-8"):
        read("é '\ud800'", name="x")
