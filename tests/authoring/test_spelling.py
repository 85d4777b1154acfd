"""Pieces of SQL that cannot break out of the statement they are put into, spelled as in all our files."""

from __future__ import annotations

import pytest

from new_migration.authoring import spelling
from new_migration.errors import BadInput
from new_migration.postgres import sql


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("text) ; DROP TABLE x; --", "--x:1:5", "no bracket is open"),
        ("1) or (1", "--x:1:2", "no bracket is open"),
        ("a) include (b", "--x:1:2", "no bracket is open"),
        ("(1]", "--x:1:3", "no bracket is open"),
        ("(a", "--x:1:3", "a bracket is not closed"),
        ("f(a,\n  [b)", "--x:2:5", "no bracket is open"),
        ("a -- b", "--x:1:3", "a comment is not allowed"),
        ("a\n/* b */", "--x:2:1", "a comment is not allowed"),
        ("a; b", "--x:1:2", "a semicolon is not allowed"),
        ("a = $1", "--x:1:5", "the parameter $1"),
        ("é = 'x", "--x:1:5", "unterminated quoted string"),
        ("$$ a", "--x:1:1", "unterminated dollar-quoted string"),
        ('"a', "--x:1:1", "unterminated quoted identifier"),
        ("/* a", "--x:1:1", "unterminated /* comment"),
        ("n" * 64, "--x:1:1", "a name of 64 bytes"),
        ('a, "' + "é" * 32 + '"', "--x:1:4", "a name of 64 bytes"),
        ("a\0b", "--x:1:2", "U+0000"),
        ("a\x7f", "--x:1:2", "U+007F"),
        ("'\u202e'", "--x:1:2", "U+202E"),
        ("'a\u2028b'", "--x:1:3", "a line break"),
        ("a\ud800", "--x", "not valid UTF-8"),
        ("", "--x", "empty"),
        (" \n\t", "--x", "empty"),
    ],
)
def test_what_breaks_out_is_refused_at_its_place(text: str, place: str, what: str) -> None:
    with pytest.raises(BadInput) as caught:
        spelling.closed_tokens(text, name="--x")
    assert str(caught.value.where) == place
    assert what in caught.value.what


def test_the_caret_is_under_what_is_wrong() -> None:
    with pytest.raises(BadInput) as caught:
        spelling.closed_tokens("naïve,\n\tb) c", name="--x")
    assert str(caught.value).split("\n")[1:] == ["  \tb) c", "  \t ^"]


@pytest.mark.parametrize("character", ["{", "}", "?", "@", "`", "~", "!", "#", "€", "\u200b", "\x85", "\x1b"])
def test_no_character_ends_the_program(character: str) -> None:
    try:
        assert spelling.closed_tokens(f"a {character}", name="--x")
    except BadInput as error:
        assert "\x1b" not in str(error)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("a and  b", "a AND b"),
        ("a\n  or b", "a OR b"),
        ("a is not null", "a IS NOT NULL"),
        ("TRUE = False", "true = false"),
        ("lower(Name)", "lower(Name)"),
        ("now() at time zone 'utc'", "now() AT TIME ZONE 'utc'"),
        ("a::timestamp with time zone", "a::timestamp WITH TIME ZONE"),
        ("time > zone", "time > zone"),
        ("t.order", "t.order"),
        ("'and' || \"or\"", "'and' || \"or\""),
        ("'two\nlines'", "'two\nlines'"),
        ("count(*) over (partition by a)", "count(*) OVER (PARTITION BY a)"),
        ("array[1]", "ARRAY[1]"),
        ("a=b", "a=b"),
    ],
)
def test_spell(text: str, spelled: str) -> None:
    assert spelling.spell(sql.tokens(text, name="--x")) == spelled


def test_keywords_of_a_definition_are_upper_case_outside_its_brackets() -> None:
    tokens = sql.tokens("start with 1 (cache 2 (name))", name="--x")
    assert spelling.spell(tokens, keywords_to_depth=1) == "START WITH 1 (cache 2 (name))"
    assert spelling.spell(tokens, keywords_to_depth=2) == "START WITH 1 (CACHE 2 (name))"


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("VARCHAR ( 255 )", "varchar(255)"),
        ("Numeric(10, 2)", "numeric(10,2)"),
        ("TIMESTAMP (3) WITH  TIME ZONE", "timestamp(3) with time zone"),
        ("double   precision", "double precision"),
        ("int [] [ 3 ]", "int[][3]"),
        ('app . "My Type"', 'app."My Type"'),
        ('U&"d\\0061t"', 'U&"d\\0061t"'),
        ("ÉTAT", "État"),
    ],
)
def test_spell_type(text: str, spelled: str) -> None:
    assert spelling.spell_type(sql.tokens(text, name="--x")) == spelled


def test_commas_in_brackets_do_not_split() -> None:
    tokens = sql.tokens("a, f(b, c), d[1, 2],", name="--x")
    runs = ["".join(token.text for token in run) for run in spelling.split_at_commas(tokens)]
    assert runs == ["a", "f(b,c)", "d[1,2]", ""]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Users", "users"),
        ("ÄRGER", "Ärger"),
        ('"Users"', "Users"),
        ('"a""b"', 'a"b'),
        ("SELECT", "select"),
        ("a$1", "a$1"),
    ],
)
def test_names_fold_as_in_postgresql(text: str, name: str) -> None:
    (token,) = sql.tokens(text, name="--x")
    assert spelling.name_of(token) == name
