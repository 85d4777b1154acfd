"""Each type of field: text in, value out, one clear refusal for what is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from new_migration.authoring import fields
from new_migration.authoring.kinds import FIELD_TYPES, Field
from new_migration.errors import BadInput

CHOICES = {"cascade": "the row too", "set null": "becomes NULL", "no action": "refused"}


def field(type_: str, **options: Any) -> Field:
    more: dict[str, Any] = {"choices": CHOICES} if type_ == "choice" else {}
    more |= {"within": "SELECT 1 {}"} if type_ == "clause" else {}
    return Field(name="on_delete", type=type_, help="What?", **more, **options)


GOOD = {
    "identifier": ("Order", '"order"'),
    "table": ("app.Users", "app.users"),
    "column": ("a int not null", "a int NOT NULL"),
    "column_names": ("a", "a"),
    "sql_type": ("VARCHAR (3)", "varchar(3)"),
    "expression": ("a is null", "a IS NULL"),
    "statement": ("select 1", "select 1;"),
    "assignments": ("a=1", "a = 1"),
    "index": ("lower(a)", "lower(a)"),
    "constraint": ("check (a > 0)", "CHECK (a > 0)"),
    "reference": ("users(id)", "users (id)"),
    "column_comment": ("a is 'x'", "'x'"),
    "clause": ("from t", "FROM t"),
    "choice": ("SET-null", "set null"),
    "boolean": ("Yes", "True"),
    "integer": (" +12 ", "12"),
    "text": ("it's", "'it''s'"),
    "duration": ("2 s", "'2s'"),
    "routine": ("add(int)", "add(integer)"),
    "view": ("app.Users", "app.users"),
    "index_name": ("app.Idx", "app.idx"),
    "enum": ("app.Mood", "app.mood"),
    "enum_label": ("so so", "'so so'"),
    "query": ("select 1", "SELECT 1"),
    "routine_definition": ("create function f() returns int return 1", "CREATE FUNCTION f() RETURNS int\n  RETURN 1"),
    "trigger_definition": (
        "create trigger a before delete on t execute function f()",
        "CREATE TRIGGER a\n  BEFORE DELETE ON t\n  EXECUTE FUNCTION f()",
    ),
    "extension": ("uuid-ossp", '"uuid-ossp"'),
    "row_values": ("1,'a'", "(1, 'a')"),
    "policy": ("p for select using (true)", "p FOR SELECT USING (true)"),
    "grant": ("select on t to r", "SELECT ON TABLE t"),
    "revocation": ("select on t from r", "SELECT ON TABLE t"),
    "comment_target": ("table t", "TABLE t"),
    "comment": ("it's", "'it''s'"),
}


# What is put into a statement of ours; the other types are whole statements, words or constants.
PIECES = set(FIELD_TYPES) - {"statement", "choice", "boolean", "integer", "text", "duration", "comment", "enum_label"}


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(getattr(value, "comment", None) or getattr(value, "elements", [value])[0])


@pytest.mark.parametrize("type_", FIELD_TYPES)
def test_each_type_has_a_value(type_: str) -> None:
    text, shown = GOOD[type_]
    assert _shown(fields.parse(field(type_), [text])) == shown


@pytest.mark.parametrize("type_", [name for name in FIELD_TYPES if name not in {"text", "comment"}])
def test_an_empty_answer_is_refused(type_: str) -> None:
    with pytest.raises(BadInput) as caught:
        fields.parse(field(type_), [""])
    assert str(caught.value.where) == "--on-delete"


@pytest.mark.parametrize("type_", FIELD_TYPES)
@pytest.mark.parametrize("text", ["a\0b", "\ud800", "\x1b[31m"])
def test_no_type_takes_control_characters_or_what_is_not_unicode(type_: str, text: str) -> None:
    with pytest.raises(BadInput) as caught:
        fields.parse(field(type_), [text])
    assert str(caught.value).isprintable() or "\n" in str(caught.value)
    assert str(caught.value).encode()


@pytest.mark.parametrize("type_", sorted(PIECES))
@pytest.mark.parametrize("text", ["a int; DROP TABLE x", "a int -- x", "a int /* x */", "a) (b", "a ('"])
def test_no_piece_of_sql_breaks_out(type_: str, text: str) -> None:
    with pytest.raises(BadInput) as caught:
        fields.parse(field(type_), [text])
    assert str(caught.value.where).startswith("--on-delete:1:")
    assert str(caught.value).split("\n")[2].endswith("^")


@pytest.mark.parametrize(
    ("type_", "text", "what", "hint"),
    [
        ("boolean", "maybe", "yes or no is wanted, not 'maybe'", ""),
        ("integer", "1.5", "a whole number is wanted, not '1.5'", ""),
        ("integer", "9" * 19, "a whole number is wanted, not '9999999999999999999'", ""),
        ("integer", "١", "a whole number is wanted, not '١'", ""),
        ("duration", "2 weeks", "a length of time is wanted, not '2 weeks'", "for example 500ms, 2s or 5min"),
        ("duration", "-1s", "a length of time is wanted, not '-1s'", "for example 500ms, 2s or 5min"),
        ("choice", "cascad", "'cascad' is not one of the choices", "did you mean cascade?"),
        ("choice", "x", "'x' is not one of the choices", "choose from: cascade, set null, no action"),
    ],
)
def test_what_is_wrong_is_said(type_: str, text: str, what: str, hint: str) -> None:
    with pytest.raises(BadInput) as caught:
        fields.parse(field(type_), [text])
    assert (caught.value.what, caught.value.hint, str(caught.value.where)) == (what, hint, "--on-delete")


@pytest.mark.parametrize(
    ("text", "value"), [("y", True), ("TRUE", True), ("on", True), ("1", True), ("off", False), ("n", False)]
)
def test_boolean(text: str, value: bool) -> None:
    assert fields.parse(field("boolean"), [text]) is value


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("500ms", 0.5), ("250", 0.25), ("2min", 120), ("1h", 3600), ("1d", 86400), ("0", 0), ("5us", 5e-6)],
)
def test_duration_in_seconds(text: str, seconds: float) -> None:
    assert fields.duration(text, name="--x").seconds == pytest.approx(seconds)


def test_many_answers_are_a_tuple() -> None:
    found = fields.parse(field("identifier", each=True), ["b", "a"])
    assert isinstance(found, tuple)
    assert [str(one) for one in found] == ["b", "a"]
    assert fields.parse(field("choice", multiselect=True), ["cascade, no action"]) == ("cascade", "no action")


def test_one_answer_is_not_given_twice() -> None:
    with pytest.raises(BadInput, match="is given more than once"):
        fields.parse(field("identifier"), ["a", "b"])


def test_the_place_can_be_named() -> None:
    with pytest.raises(BadInput) as caught:
        fields.parse(field("identifier"), ["a b"], name="change.toml: table")
    assert str(caught.value.where) == "change.toml: table:1:1"


@pytest.mark.parametrize(("answer", "text"), [(True, "yes"), (False, "no"), (12, "12"), ("a", "a")])
def test_answers_as_texts(answer: object, text: str) -> None:
    assert fields.text_of(answer) == text


def test_other_answers_have_no_text() -> None:
    with pytest.raises(BadInput, match="a text, a whole number or true/false is wanted"):
        fields.text_of(1.5)


def test_json_schema() -> None:
    assert fields.json_schema(field("boolean", default=True)) == {
        "type": "boolean",
        "description": "What?",
        "default": True,
    }
    assert fields.json_schema(field("integer")) == {"type": "integer", "description": "What?"}
    assert fields.json_schema(field("choice", default="{{ 1 }}")) == {
        "type": "string",
        "enum": list(CHOICES),
        "description": "What?",
    }
    many = {"type": "array", "items": {"type": "string"}, "minItems": 1, "description": "What?"}
    assert fields.json_schema(field("identifier", each=True)) == many
    assert fields.json_schema(field("text", placeholder="so")) == {
        "type": "string",
        "examples": ["so"],
        "description": "What?",
    }
    assert fields.json_schema(field("text", when="a"))["description"] == "What? (needed where: a)"
    assert fields.json_schema(field("text", when="a", optional=True))["description"] == "What? (only where: a)"
