"""CREATE FUNCTION statements as values."""

from __future__ import annotations

import pytest

from new_migration.authoring.routines import RoutineDefinition, routine_definition
from new_migration.errors import BadInput


def read(text: str) -> RoutineDefinition:
    return routine_definition(text, name="--definition")


def function(parameters: str, rest: str = "RETURNS int LANGUAGE sql AS 'SELECT 1'") -> RoutineDefinition:
    return read(f"CREATE FUNCTION f({parameters}) {rest}")


@pytest.mark.parametrize(
    ("parameters", "arguments"),
    [
        ("", "()"),
        ("a int, b varchar(10) DEFAULT 'x'", "(integer, character varying)"),
        ("INOUT a int4, OUT b text, VARIADIC c timestamptz[]", "(integer, timestamp with time zone[])"),
        ('a app.mood, "select" "My Type"[][]', '(app.mood, "My Type"[])'),
        ("a double precision, b pg_catalog.bool, c interval", "(double precision, boolean, interval)"),
    ],
)
def test_arguments_are_as_the_catalog_prints_them(parameters: str, arguments: str) -> None:
    assert function(parameters, "LANGUAGE sql AS 'SELECT 1'").routine.arguments == arguments


def test_the_columns_of_a_result_are_no_arguments() -> None:
    found = function("a int", "RETURNS TABLE (b int, c text) LANGUAGE sql AS 'SELECT 1'")
    assert str(found.routine) == "f(integer)"


def test_a_procedure_is_one() -> None:
    assert read("CREATE PROCEDURE app.p() LANGUAGE sql AS ''").keyword == "PROCEDURE"
    assert read("CREATE FUNCTION app.f() RETURNS int RETURN 1").keyword == "FUNCTION"


def test_or_replace_comes_and_goes() -> None:
    found = read("CREATE OR REPLACE FUNCTION f() RETURNS int\nRETURN 1")
    assert found.replaces
    assert found.creating == "CREATE FUNCTION f() RETURNS int\nRETURN 1"
    assert found.replacing == str(found)
    assert read(found.creating).replacing == str(found)


def test_a_body_that_is_a_string_has_a_digest() -> None:
    assert function("").body == "SELECT 1"
    assert len(function("").body_digest) == 64
    assert function("", "RETURNS int RETURN 1").body_digest == ""


def test_security_definer_is_noticed() -> None:
    assert function("", "RETURNS int SECURITY DEFINER RETURN 1").is_security_definer
    assert not function("", "RETURNS int SECURITY INVOKER RETURN 1").is_security_definer


@pytest.mark.parametrize(
    ("new", "old", "can"),
    [
        ("a int", "a integer", True),
        ("a int", "int", True),  # a name may be added
        ("b int", "a int", False),
        ("a int", "a int DEFAULT 1", False),
        ("a int DEFAULT 1", "a int", True),
        ("a int, OUT b int", "a int", False),
    ],
)
def test_what_or_replace_can_do(new: str, old: str, *, can: bool) -> None:
    assert function(new).can_replace(function(old)) is can


def test_or_replace_keeps_the_result_type() -> None:
    text = function("", "RETURNS text LANGUAGE sql AS ''")
    assert not text.can_replace(function(""))
    assert not function("", "RETURNS SETOF int LANGUAGE sql AS ''").can_replace(function(""))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT 1", "one CREATE FUNCTION or CREATE PROCEDURE statement is wanted"),
        ("CREATE FUNCTION f() RETURNS int RETURN 1; DROP TABLE t", "one CREATE FUNCTION"),
        ("CREATE FUNCTION f(a t.b%TYPE) RETURNS int RETURN 1", "not with %TYPE"),
        ("CREATE FUNCTION f( RETURNS int", "syntax error"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read(text)
