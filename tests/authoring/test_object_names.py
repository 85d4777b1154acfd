"""Names of extensions, functions and columns with their tables."""

from __future__ import annotations

import pytest

from new_migration.authoring.expressions import column_path, extension, routine
from new_migration.authoring.fields import parse
from new_migration.authoring.kinds import Field
from new_migration.errors import BadInput


@pytest.mark.parametrize(
    ("text", "name"), [("citext", "citext"), ("uuid-ossp", '"uuid-ossp"'), ('"uuid-ossp"', '"uuid-ossp"')]
)
def test_an_extension_may_have_a_hyphen(text: str, name: str) -> None:
    assert str(extension(text, name="--extension")) == name


@pytest.mark.parametrize("text", ["uuid-", "-ossp", "a--b", "a-b c", "a b"])
def test_what_is_no_extension(text: str) -> None:
    with pytest.raises(BadInput):
        extension(text, name="--extension")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("app.add(int, varchar(10))", "app.add(integer, character varying)"),
        ("add(a int4, OUT b text)", "add(integer)"),
        ("add()", "add()"),
        ("add", "add"),
        ("every(*)", "every(*)"),
        ("middle(double precision ORDER BY anyelement)", "middle(double precision ORDER BY anyelement)"),
    ],
)
def test_the_types_of_a_function_are_as_the_catalog_prints_them(text: str, printed: str) -> None:
    assert str(routine(text, name="--function")) == printed


@pytest.mark.parametrize("text", ["users.email", 'app."My Table"."a""b"'])
def test_a_column_with_its_table(text: str) -> None:
    assert str(column_path(text, name="--column")) == text


@pytest.mark.parametrize("text", ["email", "a.b.c.d", "a b"])
def test_what_is_no_column_with_its_table(text: str) -> None:
    with pytest.raises(BadInput):
        column_path(text, name="--column")


@pytest.mark.parametrize(("type_", "what"), [("view", "a view"), ("enum", "a type")])
def test_the_message_says_what_is_wanted(type_: str, what: str) -> None:
    with pytest.raises(BadInput, match=f"{what} is wanted: name or schema.name"):
        parse(Field(name="x", type=type_, help=""), ["a.b.c"])
