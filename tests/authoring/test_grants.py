"""Privileges as GRANT and REVOKE have them."""

from __future__ import annotations

import pytest

from new_migration.authoring.grants import grant, revocation
from new_migration.errors import BadInput


@pytest.mark.parametrize(
    ("text", "shown", "grantees"),
    [
        ("select, insert on users to reporting", "SELECT, INSERT ON TABLE users", "reporting"),
        ('all privileges on table "A", b.c to public, "My Role"', 'ALL ON TABLE "A", b.c', 'PUBLIC, "My Role"'),
        ("SELECT (a, \"B\"), UPDATE ON t TO r", 'SELECT (a, "B"), UPDATE ON TABLE t', "r"),
        ("all (a) on t to r", "ALL (a) ON TABLE t", "r"),
        ("execute on function f(int, a.b), g() to r", "EXECUTE ON FUNCTION f(integer, a.b), g()", "r"),
        ("usage on schema app to r", "USAGE ON SCHEMA app", "r"),
        ("usage on sequence app.s to r", "USAGE ON SEQUENCE app.s", "r"),
        ("usage on type app.mood, m to r", "USAGE ON TYPE app.mood, m", "r"),
    ],
)  # fmt: skip
def test_a_grant(text: str, shown: str, grantees: str) -> None:
    found = grant(text, name="--privileges")
    assert (str(found), ", ".join(map(str, found.grantees))) == (shown, grantees)


def test_privileges_on_columns_stand_for_themselves() -> None:
    found = revocation("SELECT (a), INSERT, UPDATE (b), DELETE ON t FROM r", name="--privileges")
    assert [" ".join(map(str, group)) for group in found.groups] == ["INSERT DELETE", "SELECT (a)", "UPDATE (b)"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "empty"),
        ("reporting TO ada", "roles belong to the whole server"),
        ("SELECT ON ALL TABLES IN SCHEMA app TO r", "ALL … IN SCHEMA means other objects each time"),
        ("CONNECT ON DATABASE app TO r", "only privileges on objects of the schema"),
        ("SELECT ON t TO CURRENT_USER", "CURRENT_USER is somebody else"),
        ("SELECT ON t TO r WITH GRANT OPTION", "the options of GRANT and REVOKE have answers of their own"),
        ("SELECT ON t TO r GRANTED BY s", "the options of GRANT and REVOKE have answers of their own"),
        ("SELECT, SELECT ON t TO r", "something is named twice"),
        ("SELECT ON t TO r, r", "something is named twice"),
        ("EXECUTE ON FUNCTION f TO r", "the types of its arguments are missing"),
        ("SELECT ON t FROM r", "syntax error"),
        ("SELECT ON t TO r; DROP TABLE t", "a semicolon is not allowed here"),
    ],
)
def test_what_is_no_grant(text: str, what: str) -> None:
    with pytest.raises(BadInput) as caught:
        grant(text, name="--privileges")
    assert what in caught.value.what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("ALL ON t FROM r", "the privileges are wanted by their names"),
        ("SELECT ON t FROM r CASCADE", "CASCADE would take away what others have granted"),
        ("GRANT OPTION FOR SELECT ON t FROM r", "the options of GRANT and REVOKE have answers of their own"),
    ],
)
def test_what_is_no_revocation(text: str, what: str) -> None:
    with pytest.raises(BadInput) as caught:
        revocation(text, name="--privileges")
    assert what in caught.value.what
