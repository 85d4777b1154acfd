"""What COMMENT ON can stand on."""

from __future__ import annotations

import pytest

from new_migration.authoring.comments import comment, comment_target
from new_migration.errors import BadInput


@pytest.mark.parametrize(
    ("text", "kind", "shown", "path"),
    [
        ("users", "table", "TABLE users", "users"),
        ("order", "table", 'TABLE "order"', '"order"'),
        ("users.email", "table column", "COLUMN users.email", "users email"),
        ("app.users.email", "table column", "COLUMN app.users.email", "app users email"),
        ("table app.users", "table", "TABLE app.users", "app users"),
        ('column "A"."b.c"', "table column", 'COLUMN "A"."b.c"', '"A" "b.c"'),
        ("materialized view totals", "materialized view", "MATERIALIZED VIEW totals", "totals"),
        ("constraint c on app.users", "table constraint", "CONSTRAINT c ON app.users", "app users c"),
        ("trigger t on users", "trigger", "TRIGGER t ON users", "users t"),
        ("function app.total(int, varchar)", "function", "FUNCTION app.total(int, varchar)", "app total"),
        ("function now()", "function", "FUNCTION now()", "now"),
        ("type app.mood", "type", "TYPE app.mood", "app mood"),
        ("schema app", "schema", "SCHEMA app", "app"),
        ('extension "uuid-ossp"', "extension", 'EXTENSION "uuid-ossp"', '"uuid-ossp"'),
        ("statistics app.s", "statistics object", "STATISTICS app.s", "app s"),
    ],
)
def test_a_target(text: str, kind: str, shown: str, path: str) -> None:
    found = comment_target(text, name="--target")
    assert (found.kind, str(found), " ".join(map(str, found.path))) == (kind, shown, path)


def test_types_of_arguments() -> None:
    assert comment_target("function f(INT, numeric(3, 2), app.mood)", name="--target").argument_types == (
        "int", "numeric(3,2)", "app.mood",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "empty"),
        ("a.b.c.d", "too many or too few names"),
        ("TABLE", "TABLE"),
        ("DATABASE app", "none of the schema"),
        ("ROLE ada", "none of the schema"),
        ("COLUMN email", "too many or too few names"),
        ("FUNCTION total", "the types of its arguments are missing"),
        ("TABLE users IS 'x'", "syntax error"),
        ("TABLE users; DROP TABLE users", "a semicolon is not allowed here"),
    ],
)
def test_what_is_no_target(text: str, what: str) -> None:
    if text == "TABLE":  # a name like any other
        assert str(comment_target(text, name="--target")) == 'TABLE "table"'
        return
    with pytest.raises(BadInput) as caught:
        comment_target(text, name="--target")
    assert what in caught.value.what


def test_an_empty_comment_is_none() -> None:
    assert (str(comment("", name="--comment")), str(comment("it's", name="--comment"))) == ("NULL", "'it''s'")
    with pytest.raises(BadInput):
        comment("two\nlines", name="--comment")
