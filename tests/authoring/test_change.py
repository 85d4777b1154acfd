"""Answers become a change, and a change becomes answers again: command line, spec file, JSON schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest

from new_migration.authoring.change import Answers, Change, Decision, answers_from_spec, json_schema
from new_migration.authoring.kinds import Field, Kind, chain, kind_names, load_kind
from new_migration.authoring.render import Templates
from new_migration.authoring.values import Identifier, Table
from new_migration.declared_schema import DeclaredSchema
from new_migration.errors import BadInput, MissingAnswers
from new_migration.history.directory import MigrationsDirectory
from new_migration.kind_command import kind_command
from new_migration.known_schema import KnownSchema
from new_migration.proof.examples import examples

TEMPLATES = Templates(chain())
KINDS = {name: load_kind(name, chain()) for name in kind_names(chain())}


class Schema(KnownSchema):
    """A schema of which one index is known."""

    def __init__(self, serving: str = "") -> None:
        super().__init__(DeclaredSchema(MigrationsDirectory(Path("no-such-folder"))), None)
        self.serving = serving

    def serving_index(self, table: Table, columns: Sequence[Identifier]) -> str:  # noqa: ARG002
        return self.serving


def decision(kind: Kind, *, online: bool = True, serving: str = "") -> Decision:
    return Decision(kind, TEMPLATES, online=online, schema=Schema(serving))


def change(kind: str, answers: Answers) -> Change:
    return decision(KINDS[kind]).change(answers)


def parsed(kind: Kind, words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The answers on a command line, through the real command."""
    found = kind_command(kind, [], lambda answers: answers).main(list(words), standalone_mode=False)
    assert isinstance(found, dict)
    return found


ADD: dict[str, tuple[str, ...]] = {"table": ("t",), "columns": ("a int null",)}
ROUND_TRIPS: list[tuple[str, dict[str, tuple[str, ...]]]] = [
    ("add-column", ADD),
    ("add-column", {"table": ('"-x y"',), "columns": ("a int null", "b text null default '--x'"), "index": ("yes",)}),
    ("add-column", {"table": ("t",), "columns": ("a int",), "nullable": ("yes",), "index": ("no",)}),
    ("create-index", {"table": ("t",), "indexes": ("a", "-1 + b".join(["(", ")"])), "where": ("-a > 0",)}),
    ("create-index", {"table": ("t",), "indexes": ("a",), "unique": ("yes",), "nulls_not_distinct": ("yes",)}),
    ("sql", {"description": ("-- all",), "forward": ("select 1;\n-- x\nselect 2",), "rollback": ("select 3",)}),
    ("sql", {"description": ("x",), "forward": ("vacuum t",), "irreversible": ("why",), "transaction": ("no",)}),
    ("backfill", {"table": ("t",), "set": ("a = -1",), "batch_size": ("7",), "where": ("a IS NULL",)}),
    (
        "add-foreign-key",
        {"table": ("a",), "columns": ("b, c",), "references": ("d (e, f)",), "on_delete": ("set null",)},
    ),
]


@pytest.mark.parametrize(("kind", "answers"), ROUND_TRIPS)
def test_round_trip(kind: str, answers: dict[str, tuple[str, ...]]) -> None:
    first = change(kind, answers)
    name, *words = first.to_argv()
    assert name == kind
    assert change(kind, parsed(KINDS[kind], words)) == first
    spec = first.to_spec()
    jsonschema.validate(spec, json_schema(KINDS[kind]))
    assert change(kind, answers_from_spec(KINDS[kind], spec, name="spec")[0]) == first


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_example_goes_round(kind: Kind) -> None:
    for example in examples(kind, chain()):
        jsonschema.validate(example.spec, json_schema(kind))
        answers, common = answers_from_spec(kind, example.spec, name="spec")
        online = bool(common.get("online", True))
        made = Decision(kind, TEMPLATES, online=online, schema=example.schema(TEMPLATES))
        first = made.change(answers)
        assert made.change(parsed(kind, first.to_argv()[1:])) == first
        assert made.change(answers_from_spec(kind, first.to_spec(), name="spec")[0]) == first


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_the_json_schema_is_one(kind: Kind) -> None:
    schema = json_schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    for wrong in ({"unknown": 1}, {"kind": "other"}, {"purpose": 1}, {}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_choices_are_written_as_the_schema_has_them() -> None:
    answers = {"table": ("a",), "columns": ("b",), "references": ("d",), "on_delete": ("SET-NULL",)}
    spec = change("add-foreign-key", answers).to_spec()
    assert spec["on_delete"] == "set null"
    jsonschema.validate(spec, json_schema(KINDS["add-foreign-key"]))


def test_defaults_depend_on_answers_and_schema() -> None:
    assert change("add-column", ADD).values["index"] is False
    with_key = {"table": ("t",), "columns": ("a int null references b on delete cascade",)}
    assert change("add-column", with_key).values["index"] is True
    key = {"table": ("a",), "columns": ("b",), "references": ("d",), "on_delete": ("cascade",)}
    fk = KINDS["add-foreign-key"]
    assert decision(fk).change(key).values["index"] is True
    found = decision(fk, serving="idx_b").change(key)
    assert found.values["index"] is False
    assert decision(fk, serving="idx_b").notes(found) == ["No index is made: idx_b serves already."]
    assert change("backfill", {"table": ("t",), "set": ("a = 1",)}).values["undo"] == "restore"
    undo = {"table": ("t",), "set": ("a = 1",), "undo_set": ("a = 2",)}
    assert change("backfill", undo).values["undo"] == "set"


@pytest.mark.parametrize(
    ("kind", "answers", "missing"),
    [
        ("add-column", {}, "missing: --table, --columns"),
        ("add-column", {"table": ("t",), "columns": ("a int",)}, "missing: --nullable or --no-nullable"),
        (
            "add-column",
            {"table": ("t",), "columns": ("a int references b",)},
            "missing: --nullable or --no-nullable, "
            "--on-delete (cascade | restrict | set null | set default | no action)",
        ),
        ("sql", {"transaction": ("yes",)}, "missing: --description, --forward, --rollback"),
        ("backfill", {"undo": ("set",)}, "missing: --table, --set, --undo-set"),
        ("add-foreign-key", {}, "missing: --table, --columns, --references, "
         "--on-delete (cascade | restrict | set null | set default | no action)"),
        ("backfill", {"table": ("t",), "set": ("a = 1",), "undo": ("set",)}, "missing: --undo-set"),
    ],
)  # fmt: skip
def test_all_that_is_missing_is_named_at_once(kind: str, answers: Answers, missing: str) -> None:
    with pytest.raises(MissingAnswers) as caught:
        change(kind, answers)
    assert caught.value.what == missing and caught.value.hint.endswith(f"see new-migration {kind} --help")


def test_what_is_missing_because_of_another_answer_is_explained() -> None:
    with pytest.raises(MissingAnswers) as caught:
        change("add-column", {"table": ("t",), "columns": ("a int",)})
    question = KINDS["add-column"].field("nullable").help
    assert caught.value.hint == f'--nullable asks "{question}"; see new-migration add-column --help'
    with pytest.raises(MissingAnswers) as caught:
        change("add-column", {})
    assert caught.value.hint == "see new-migration add-column --help"


@pytest.mark.parametrize(
    ("kind", "answers", "place"),
    [
        ("add-column", ADD | {"nullable": ("yes",)}, "--nullable"),
        ("add-column", ADD | {"on_delete": ("cascade",)}, "--on-delete"),
        ("backfill", {"table": ("t",), "set": ("a = 1",), "undo": ("nothing",), "undo_set": ("a = 2",)}, "--undo-set"),
        (
            "sql",
            {"description": ("x",), "forward": ("select 1",), "rollback": ("select 1",), "irreversible": ("y",)},
            "--rollback",
        ),
    ],
)
def test_an_answer_to_a_question_that_does_not_arise(kind: str, answers: Answers, place: str) -> None:
    with pytest.raises(BadInput, match="has no meaning together with the other answers") as caught:
        change(kind, answers)
    assert str(caught.value.where) == place


@pytest.mark.parametrize(
    ("kind", "answers", "what"),
    [
        (
            "add-column",
            {"table": ("t",), "columns": ("a int not null",)},
            "--columns: column a is NOT NULL without a DEFAULT",
        ),
        (
            "add-column",
            {"table": ("t",), "columns": ("a int",), "nullable": ("no",)},
            "--nullable: column a is NOT NULL",
        ),
        (
            "add-column",
            {"table": ("t",), "columns": ("a int null", "A text null")},
            "--columns: column a is defined twice",
        ),
        ("create-table", {"table": ("t",), "columns": ("a int", "a text")}, "--columns: column a is defined twice"),
        (
            "create-table",
            {"table": ("t",), "columns": ("a int",), "index": ("i on other (a)",)},
            "--index: the index is on other, not on t",
        ),
        (
            "create-table",
            {"table": ("t",), "columns": ("a int",), "column_comment": ("b is 'x'",)},
            "--column-comment: there is no column b in the table",
        ),
        (
            "create-index",
            {"table": ("t",), "indexes": ("i on other (a)",)},
            "--indexes: the index is on other, not on t",
        ),
        (
            "create-index",
            {"table": ("t",), "indexes": ("a", "a desc")},
            "--indexes: two indexes would be called idx_t_a",
        ),
        (
            "add-foreign-key",
            {"table": ("t",), "columns": ("a, b",), "references": ("c (d)",), "on_delete": ("cascade",)},
            "--references: 2 columns cannot refer to 1",
        ),
        ("backfill", {"table": ("t",), "set": ("a = 1",), "batch_size": ("0",)}, "--batch-size: a batch has 1 to"),
        (
            "backfill",
            {"table": ("t",), "set": ("a = 1",), "key": ("none",)},
            "--key: without a key a condition is needed which no longer holds for a row that is done\nhint: give ",
        ),
        (
            "sql",
            {"description": ("x",), "forward": ("vacuum t",), "rollback": ("select 1",)},
            "--forward: VACUUM cannot run inside a transaction\nhint: give --no-transaction",
        ),
    ],
)
def test_validators(kind: str, answers: Answers, what: str) -> None:
    with pytest.raises(BadInput) as caught:
        change(kind, answers)
    assert str(caught.value).startswith(what)


def test_an_answer_that_is_no_sql_is_said_with_its_flag() -> None:
    with pytest.raises(BadInput) as caught:
        change("add-column", {"table": ("t",), "columns": ("a int null", "b int )")})
    assert str(caught.value.where) == "--columns:1:7"


@pytest.mark.parametrize("kind", ["create-trigger", "create-function"])
@pytest.mark.parametrize("text", ["before update on t", "SELECT 1"])
def test_what_is_no_answer_gets_the_example_of_the_field(kind: str, text: str) -> None:
    with pytest.raises(BadInput) as caught:
        change(kind, {"definition": (text,)})
    assert caught.value.hint == KINDS[kind].field("definition").example
    assert caught.value.hint.startswith("for example: CREATE ")


def test_a_better_hint_is_kept() -> None:
    with pytest.raises(BadInput) as caught:
        change("backfill", {"table": ("t",), "set": ("a = 1",), "pause": ("long",)})
    assert caught.value.hint == "for example 500ms, 2s or 5min"


def test_what_is_asked_becomes_an_answer() -> None:
    asked: list[str] = []

    def ask(field: Field, values: Mapping[str, object]) -> tuple[str, ...]:
        asked.append(field.name)
        return {"columns": ("a int references b",), "nullable": ("yes",), "on_delete": ("cascade",)}.get(field.name, ())

    found = decision(KINDS["add-column"]).change({"table": ("t",)}, ask)
    assert asked == ["columns", "nullable", "on_delete", "index", "populate"]
    assert found.answers["on_delete"] == ("cascade",) and "index" not in found.answers
    assert found.values["index"] is True


def test_an_answer_for_no_field_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        change("add-column", ADD | {"unknown": ("x",)})


@pytest.mark.parametrize(
    ("spec", "what"),
    [
        ({"tabel": "t"}, "spec: unknown key tabel\nhint: did you mean table?"),
        ({"table": 1}, "spec: table: a text is wanted"),
        ({"table": ["t"]}, "spec: table: one value is wanted, not a list"),
        ({"columns": []}, "spec: columns: the list is empty"),
        ({"columns": ["a int", 1]}, "spec: columns: a text is wanted"),
        ({"index": "yes"}, "spec: index: true or false is wanted"),
        ({"index": 1}, "spec: index: true or false is wanted"),
        ({"number": "7"}, "spec: number: a whole number is wanted"),
        ({"number": True}, "spec: number: a whole number is wanted"),
        ({"purpose": 1}, "spec: purpose: a text is wanted"),
        ({"kind": "sql"}, "spec: is for the kind 'sql', not add-column"),
        ({"kind": 1}, "spec: is for the kind 1, not add-column"),
        ({"table": None}, "spec: table: a text is wanted"),
        ({"table": {"a": 1}}, "spec: table: a text is wanted"),
    ],
)
def test_what_is_wrong_in_a_spec(spec: dict[str, Any], what: str) -> None:
    with pytest.raises(BadInput) as caught:
        answers_from_spec(KINDS["add-column"], spec, name="spec")
    assert str(caught.value) == what


def test_a_spec_says_what_every_kind_takes() -> None:
    spec = {"kind": "add-column", "table": "t", "columns": "a int", "number": 7, "verify": False, "purpose": "why"}
    answers, common = answers_from_spec(KINDS["add-column"], spec, name="spec")
    assert answers == {"table": ("t",), "columns": ("a int",)}
    assert common == {"number": 7, "verify": False, "purpose": "why"}


def test_too_many_arguments() -> None:
    with pytest.raises(BadInput, match="too many arguments: c d"):
        parsed(KINDS["add-foreign-key"], ["a", "b", "x", "c", "d"])


def test_a_field_given_by_its_flag_leaves_its_place_to_the_next() -> None:
    found = parsed(KINDS["add-column"], ["a int", "--table", "t", "b int", "--no-index"])
    assert found == {"table": ("t",), "columns": ("a int", "b int"), "index": ("no",)}


def test_a_flag_given_twice(tmp_path: Path) -> None:
    answers = parsed(KINDS["add-column"], ["--table", "t", "--table", "u", "a int null"])
    with pytest.raises(BadInput, match="is given more than once"):
        change("add-column", answers)


def test_help_shows_questions_defaults_and_examples() -> None:
    command = kind_command(KINDS["create-index"], [], lambda answers: answers)
    text = command.get_help(click.Context(command))
    assert "May no two rows have the same values? [no]" in " ".join(text.split())
    assert "Index method [btree]" in " ".join(text.split())
    assert "(as in: deleted_at IS NULL)" in " ".join(text.split())


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_without_any_answer_every_kind_says_what_is_missing(kind: Kind) -> None:
    """Also where a default reads, through a template that it imports, what is not answered yet."""
    with pytest.raises(MissingAnswers):
        decision(kind).change({})
