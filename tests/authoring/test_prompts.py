"""The prompter with scripted keys: what is asked for each type of field, what is refused, what an edit asks again."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import questionary
from prompt_toolkit.application import Application, create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input

from new_migration.authoring.change import Decision
from new_migration.authoring.kinds import Kind, load_kind
from new_migration.authoring.prompts import Prompter, ask_kind
from new_migration.authoring.questions import _Names
from new_migration.authoring.render import Templates
from new_migration.declared_schema import DeclaredSchema
from new_migration.history.directory import MigrationsDirectory
from new_migration.known_schema import KnownSchema

ENTER, DOWN, CLEAR, DONE, BACKSPACE = "\r", "\x1b[B", "\x15", "\x1b\r", "\x7f"
CTRL_C, CTRL_D = "\x03", "\x04"


Keys = Callable[..., None]


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keys]:
    """Gives the keys that are typed, one text each time that a question has been drawn.

    A question too many meets a Ctrl-C, so that no test waits for ever.
    """
    pending: list[str] = []
    ask = questionary.Question.unsafe_ask
    with create_pipe_input() as keyboard, create_app_session(input=keyboard):

        def type_next(application: Application[object]) -> None:
            if not application.is_done:
                keyboard.send_text(pending.pop(0) if pending else CTRL_C)

        def watched(question: questionary.Question) -> object:
            question.application.after_render += type_next
            return ask(question)

        monkeypatch.setattr(questionary.Question, "unsafe_ask", watched)
        yield lambda *keys: pending.extend(keys)


Decide = Callable[[str], Decision]


@pytest.fixture
def decide(tmp_path: Path) -> Decide:
    """The decision about a kind with the fields that are given in TOML."""

    def make(fields: str) -> Decision:
        schema = KnownSchema(DeclaredSchema(MigrationsDirectory(tmp_path)), None)
        migration = '\n[[migration]]\nname = "n"\ntitle = "t"\n'
        (tmp_path / "try-it").mkdir()
        (tmp_path / "try-it" / "kind.toml").write_text(f'summary = "Try"\n{textwrap.dedent(fields)}{migration}')
        return Decision(load_kind("try-it", [tmp_path]), Templates([tmp_path]), online=True, schema=schema)

    return make


def field(name: str, type_: str, *lines: str) -> str:
    return "\n".join(["[[field]]", f'name = "{name}"', f'type = "{type_}"', f'help = "What is {name}?"', *lines, ""])


def answers(decision: Decision) -> dict[str, tuple[str, ...]]:
    return dict(decision.change({}, Prompter(decision).ask).answers)


TEXTS = {
    "identifier": "size",
    "table": "app.users",
    "column": "email text not null",
    "column_names": "user_id, session_id",
    "sql_type": "numeric(10, 2)",
    "expression": "lower(email)",
    "assignments": "status = 'active'",
    "index": "created_at DESC",
    "constraint": "CHECK (a < b)",
    "reference": "users (id)",
    "column_comment": "email IS 'verified'",
    "integer": "12",
    "text": "It's naïve: 漢字",
    "duration": "500ms",
}


@pytest.mark.parametrize(("type_", "text"), TEXTS.items(), ids=TEXTS)
def test_a_text_is_asked_for(type_: str, text: str, decide: Decide, press: Keys) -> None:
    press(text, ENTER)

    assert answers(decide(field("it", type_))) == {"it": (text,)}


def test_a_clause_is_asked_for(decide: Decide, press: Keys) -> None:
    press("fillfactor = 70", ENTER)

    within = 'within = "CREATE TABLE t (c int) WITH ({})"'
    assert answers(decide(field("it", "clause", within))) == {"it": ("fillfactor = 70",)}


@pytest.mark.parametrize(
    ("word", "offered"),
    [
        ("o", ["o", "orders", "schema_migrations"]),
        ("O", ["o", "orders", "schema_migrations"]),
        ("or", ["orders"]),
        ("orders", []),
        ("x, o", ["o", "orders", "schema_migrations"]),
    ],
)
def test_what_a_word_is_completed_to(word: str, offered: list[str]) -> None:
    names = _Names(lambda: ["schema_migrations", "orders", "o"])
    found = names.get_completions(Document(word), CompleteEvent())
    assert [each.text for each in found] == offered


def test_a_statement_has_lines(decide: Decide, press: Keys) -> None:
    press("DROP TABLE a;", ENTER, "DROP TABLE b", DONE)

    assert answers(decide(field("it", "statement"))) == {"it": ("DROP TABLE a;\nDROP TABLE b",)}


def test_an_error_in_a_statement_puts_the_cursor_there(decide: Decide, press: Keys) -> None:
    press("DROP TABLE a;", ENTER, "DORP TABLE b", DONE, "\x0b", "DROP TABLE c", DONE)

    assert answers(decide(field("it", "statement"))) == {"it": ("DROP TABLE a;\nDROP TABLE c",)}


def test_an_error_is_said_below_the_field_which_stays(
    decide: Decide, press: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    press("a b", ENTER, BACKSPACE, BACKSPACE, ENTER)

    assert answers(decide(field("it", "identifier"))) == {"it": ("a",)}
    shown = capsys.readouterr()
    assert "'a b' is not a name" in shown.err
    assert 'a name with other characters stands in double quotes: "a b"' in shown.err
    assert shown.out == ""


def test_the_kinds_own_validator_speaks(decide: Decide, press: Keys, capsys: pytest.CaptureFixture[str]) -> None:
    small = 'validator = "{% if value > 9 %}too big | at most 9{% endif %}"'
    press("10", ENTER, BACKSPACE, ENTER)

    assert answers(decide(field("it", "integer", small))) == {"it": ("1",)}
    assert "too big  at most 9" in capsys.readouterr().err


def test_a_required_answer_is_insisted_on(decide: Decide, press: Keys, capsys: pytest.CaptureFixture[str]) -> None:
    press(ENTER, "x", ENTER)

    assert answers(decide(field("it", "identifier", 'placeholder = "size"'))) == {"it": ("x",)}
    assert "an answer is needed  for example: size" in capsys.readouterr().err


def test_an_optional_answer_may_be_empty(decide: Decide, press: Keys) -> None:
    press(ENTER)

    assert answers(decide(field("it", "identifier", "optional = true"))) == {}


def test_a_default_stands_in_the_field(decide: Decide, press: Keys) -> None:
    press("0", ENTER)

    assert answers(decide(field("it", "integer", "default = 50"))) == {"it": ("500",)}


@pytest.mark.parametrize("keys", [[ENTER], [CLEAR, ENTER]], ids=["as it is", "cleared"])
def test_a_default_that_is_kept_is_no_answer(keys: list[str], decide: Decide, press: Keys) -> None:
    press(*keys)

    assert answers(decide(field("it", "integer", "default = 50"))) == {}


def test_a_computed_default(decide: Decide, press: Keys) -> None:
    press("a", ENTER, "_x", ENTER)

    fields = field("one", "identifier") + field("two", "identifier", 'default = "{{ one }}_copy"')
    assert answers(decide(fields)) == {"one": ("a",), "two": ("a_copy_x",)}


CHOICES = ('choices.cascade = "deleted too"', 'choices."set null" = "becomes NULL"', 'choices.restrict = "refused"')


@pytest.mark.parametrize(
    ("keys", "more", "expected"),
    [
        ([ENTER], [], {"it": ("cascade",)}),
        ([DOWN, ENTER], [], {"it": ("set null",)}),
        ([ENTER], ['default = "restrict"'], {}),
        ([DOWN, ENTER], ['default = "set null"'], {"it": ("restrict",)}),
        ([ENTER], ["optional = true"], {}),
        ([DOWN, ENTER], ["optional = true"], {"it": ("cascade",)}),
    ],
)
def test_a_choice(keys: list[str], more: list[str], expected: object, decide: Decide, press: Keys) -> None:
    press(*keys)

    assert answers(decide(field("it", "choice", *CHOICES, *more))) == expected


def test_a_choice_has_its_meaning_beside_it(decide: Decide, press: Keys, capsys: pytest.CaptureFixture[str]) -> None:
    press(ENTER)

    answers(decide(field("it", "choice", *CHOICES)))

    assert "› cascade   deleted too" in capsys.readouterr().err


def test_a_choice_that_is_refused_is_asked_again(
    decide: Decide, press: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    never = """validator = "{% if it == 'cascade' %}not here{% endif %}" """
    press(ENTER, DOWN, ENTER)

    assert answers(decide(field("it", "choice", *CHOICES, never))) == {"it": ("set null",)}
    assert "not here" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("keys", "more", "expected"),
    [
        (["y"], [], {"it": ("yes",)}),
        (["n"], [], {"it": ("no",)}),
        ([ENTER], ["default = true"], {}),
        (["n"], ["default = true"], {"it": ("no",)}),
        ([ENTER], ["default = false"], {}),
        (["y"], ["default = false"], {"it": ("yes",)}),
    ],
)
def test_yes_or_no(keys: list[str], more: list[str], expected: object, decide: Decide, press: Keys) -> None:
    press(*keys)

    assert answers(decide(field("it", "boolean", *more))) == expected


def test_yes_or_no_without_a_default_must_be_said(
    decide: Decide, press: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    press(ENTER, "y")

    assert answers(decide(field("it", "boolean"))) == {"it": ("yes",)}
    assert "press y for yes or n for no" in capsys.readouterr().err


def test_an_answer_that_makes_an_earlier_one_wrong_is_refused(
    decide: Decide, press: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = 'validator = "{% if transaction %}cannot run inside a transaction{% endif %}"'
    press("VACUUM t", DONE, ENTER, "n")

    fields = field("forward", "statement", outside) + field("transaction", "boolean", "default = true")
    assert answers(decide(fields)) == {"forward": ("VACUUM t",), "transaction": ("no",)}
    assert "cannot run inside a transaction" in capsys.readouterr().err


def test_an_answer_that_makes_an_earlier_one_meaningless_is_refused(
    decide: Decide, press: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    press("x", ENTER, "y", "n")

    fields = field("one", "identifier", 'when = "not two"') + field("two", "boolean")
    assert answers(decide(fields)) == {"one": ("x",), "two": ("no",)}
    assert "then --one has no meaning, but it is answered  it is for: not two" in capsys.readouterr().err


def test_several_choices(decide: Decide, press: Keys, capsys: pytest.CaptureFixture[str]) -> None:
    press(ENTER, " ", DOWN, DOWN, " ", ENTER)

    decision = decide(field("it", "choice", *CHOICES, "multiselect = true"))
    assert answers(decision) == {"it": ("cascade", "restrict")}
    assert "choose at least one" in capsys.readouterr().err


def test_several_choices_may_be_none(decide: Decide, press: Keys) -> None:
    press(ENTER)

    assert answers(decide(field("it", "choice", *CHOICES, "multiselect = true", "optional = true"))) == {}


TWICE = """validator = "{% if it | select('equalto', value) | list | length > 1 %}twice{% endif %}" """


def test_each_is_asked_until_an_empty_answer(decide: Decide, press: Keys, capsys: pytest.CaptureFixture[str]) -> None:
    press(ENTER, "a", ENTER, "b c", ENTER, CLEAR, "a", ENTER, CLEAR, "b", ENTER, ENTER)

    assert answers(decide(field("it", "identifier", "each = true", TWICE))) == {"it": ("a", "b")}
    shown = capsys.readouterr().err
    assert shown.index("an answer is needed") < shown.index("'b c' is not a name") < shown.index("twice")
    assert "✓ What is it?  a" in shown and "✓ Another one?  b" in shown


def test_each_may_be_none_where_it_is_optional(decide: Decide, press: Keys) -> None:
    press(ENTER)

    assert answers(decide(field("it", "identifier", "each = true", "optional = true"))) == {}


RARE = (
    field("table", "table")
    + field("where", "expression", "optional = true", "rare = true")
    + field("unique", "boolean", "default = false")
    + field("method", "identifier", 'default = "btree"', "rare = true")
    + field("nulls", "boolean", "default = false", "rare = true", 'when = "unique"')
)


def test_rare_fields_are_offered_once(decide: Decide, press: Keys, capsys: pytest.CaptureFixture[str]) -> None:
    press("t", ENTER, DOWN, " ", ENTER, "y", CLEAR, "gin", ENTER)

    assert answers(decide(RARE)) == {"table": ("t",), "unique": ("yes",), "method": ("gin",)}
    shown = capsys.readouterr().err
    assert "Anything else? (Space chooses, Enter goes on)" in shown
    assert "method  What is method?" in shown
    assert "What is nulls?" not in shown  # it has no meaning yet


def test_a_rare_field_without_an_answer_is_asked(decide: Decide, press: Keys) -> None:
    press("a", ENTER)

    assert answers(decide(field("it", "identifier", "rare = true", """default = "{{ '' }}" """))) == {"it": ("a",)}


def test_rare_fields_that_are_answered_are_not_offered(
    decide: Decide, press: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    press(ENTER, ENTER)
    decision = decide(RARE)

    change = decision.change({"table": ("t",), "where": ("a > 0",)}, Prompter(decision).ask)

    assert change.answers == {"table": ("t",), "where": ("a > 0",)}
    assert "What is where?" not in capsys.readouterr().err


QUESTIONS = {
    "text": field("it", "identifier"),
    "statement": field("it", "statement"),
    "choice": field("it", "choice", *CHOICES),
    "several": field("it", "choice", *CHOICES, "multiselect = true"),
    "boolean": field("it", "boolean"),
    "rare": field("it", "identifier", "optional = true", "rare = true"),
}


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D], ids=["Ctrl-C", "Ctrl-D"])
@pytest.mark.parametrize("fields", QUESTIONS.values(), ids=QUESTIONS)
def test_every_question_can_be_left(key: str, fields: str, decide: Decide, press: Keys) -> None:
    press(key)

    with pytest.raises(KeyboardInterrupt):
        answers(decide(fields))


STRANGE = {
    "pasted lines": (["\x1b[200~ a \r\n, b\n\x1b[201~"], ("a , b",)),
    "control characters": (["\x11\x01\x11\x02\x9b", ENTER, CLEAR, "a"], ("a",)),
    "very long": (["x" * 5000, ENTER, CLEAR, "a"], ("a",)),
    "other scripts": (['"漢字", "🐘"'], ('"漢字", "🐘"',)),
}


@pytest.mark.parametrize(("keys", "expected"), STRANGE.values(), ids=STRANGE)
def test_strange_input(keys: list[str], expected: object, decide: Decide, press: Keys) -> None:
    press(*keys, ENTER)

    assert answers(decide(field("it", "column_names"))) == {"it": expected}


def test_the_purpose(decide: Decide, press: Keys, capsys: pytest.CaptureFixture[str]) -> None:
    prompter = Prompter(decide(""))
    press("a\x11\x01", ENTER, BACKSPACE, ENTER, ENTER)

    assert (prompter.ask_purpose(), prompter.ask_purpose()) == ("a", "a")
    assert "control character U+0001 is not allowed here" in capsys.readouterr().err


def test_the_purpose_may_be_empty(decide: Decide, press: Keys) -> None:
    press(ENTER)

    assert Prompter(decide("")).ask_purpose() == ""


class Rounds:
    """A change that is decided once, then edited."""

    def __init__(self, decision: Decision, press: Keys) -> None:
        self.decision, self.press = decision, press
        self.prompter = Prompter(decision)
        self.change = decision.change({}, self.prompter.ask)

    def edit(self, *keys: str) -> dict[str, tuple[str, ...]]:
        """The answers after an edit with these keys, the choice of the answer first."""
        self.press(*keys)
        self.change = self.decision.change(self.prompter.without_one(self.change), self.prompter.ask)
        return dict(self.change.answers)


Make = Callable[..., Rounds]


@pytest.fixture
def rounds(decide: Decide, press: Keys) -> Make:
    def make(fields: str, *keys: str) -> Rounds:
        press(*keys)
        return Rounds(decide(fields), press)

    return make


def test_an_edit_asks_for_one_answer_with_the_present_one_in_the_field(rounds: Make) -> None:
    fields = field("one", "identifier") + field("two", "identifier") + field("three", "boolean", "default = false")
    decided = rounds(fields, "a", ENTER, "b", ENTER, ENTER)

    assert decided.edit(DOWN, ENTER, "_2", ENTER) == {"one": ("a",), "two": ("b_2",)}


def test_an_edit_can_change_what_was_left_to_its_default(rounds: Make) -> None:
    decided = rounds(field("one", "identifier") + field("two", "boolean", "default = false"), "a", ENTER, ENTER)

    assert decided.edit(DOWN, ENTER, "y") == {"one": ("a",), "two": ("yes",)}


def test_an_edit_can_answer_a_rare_field(rounds: Make) -> None:
    decided = rounds(RARE, "t", ENTER, ENTER, ENTER)

    assert decided.edit(DOWN, ENTER, "a > 0", ENTER) == {"table": ("t",), "where": ("a > 0",)}


def test_an_edit_asks_what_newly_arises_and_drops_what_has_no_meaning(rounds: Make) -> None:
    more = field("more", "identifier", 'when = "it"')
    decided = rounds(field("it", "boolean") + more + field("end", "identifier"), "n", "e", ENTER)

    assert decided.edit(ENTER, "y", "m", ENTER) == {"it": ("yes",), "more": ("m",), "end": ("e",)}
    assert decided.edit(ENTER, "n") == {"it": ("no",), "end": ("e",)}


def test_an_edit_asks_again_for_an_answer_that_has_become_wrong(rounds: Make) -> None:
    differs = """validator = "{% if two | string == one | string %}the same{% endif %}" """
    decided = rounds(field("one", "identifier") + field("two", "identifier", differs), "a", ENTER, "b", ENTER)

    assert decided.edit(ENTER, BACKSPACE, "b", ENTER, "2", ENTER) == {"one": ("b",), "two": ("b2",)}


def test_an_edit_asks_again_where_a_default_has_changed(rounds: Make) -> None:
    copy = field("two", "identifier", 'default = "{{ one }}_copy"')
    decided = rounds(field("one", "identifier") + copy, "a", ENTER, ENTER)

    assert decided.edit(ENTER, "b", ENTER, "2", ENTER) == {"one": ("ab",), "two": ("ab_copy2",)}


def test_an_edit_of_each_goes_through_the_answers(rounds: Make) -> None:
    decided = rounds(field("it", "identifier", "each = true"), "a", ENTER, "b", ENTER, "c", ENTER, ENTER)

    assert decided.edit(ENTER, ENTER, CLEAR, ENTER, "2", ENTER, "d", ENTER, ENTER) == {"it": ("a", "c2", "d")}


def test_an_edit_of_a_choice_starts_at_the_present_one(rounds: Make) -> None:
    decided = rounds(field("it", "choice", *CHOICES), DOWN, ENTER)

    assert decided.edit(ENTER, DOWN, ENTER) == {"it": ("restrict",)}


def test_an_edit_of_several_starts_with_the_present_ones(rounds: Make) -> None:
    decided = rounds(field("it", "choice", *CHOICES, "multiselect = true"), " ", ENTER)

    assert decided.edit(ENTER, DOWN, " ", ENTER) == {"it": ("cascade", "set null")}


def test_the_purpose_can_be_edited(rounds: Make) -> None:
    decided = rounds(field("one", "identifier") + field("two", "boolean", "default = true"), "a", ENTER, ENTER)

    assert decided.edit(DOWN, DOWN, ENTER, "why", ENTER) == {"one": ("a",)}
    assert decided.prompter.purpose == "why"


def test_the_help_of_the_kind_is_shown_once(decide: Decide, press: Keys, capsys: pytest.CaptureFixture[str]) -> None:
    fields = 'help = "Mind  the\\ngap."\n' + field("one", "identifier") + field("two", "identifier")
    press("a", ENTER, "b", ENTER)

    answers(decide(fields))

    assert capsys.readouterr().err.count("Mind the gap.") == 1


@pytest.fixture
def kinds(tmp_path: Path) -> list[Kind]:
    for name in ("add-one", "drop-two", "rename-three"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kind.toml").write_text(f'summary = "About {name}"\n[[migration]]\nname="n"\ntitle="t"\n')
    return [load_kind(name, [tmp_path]) for name in ("add-one", "drop-two", "rename-three")]


def test_a_kind_is_chosen_from_a_list(kinds: list[Kind], press: Keys, capsys: pytest.CaptureFixture[str]) -> None:
    press(DOWN, ENTER)

    assert ask_kind(kinds) == "drop-two"
    shown = capsys.readouterr().err
    assert "rename-three  About rename-three" in shown and "(3 in all: arrow keys" in shown


def test_a_kind_is_found_by_typing(kinds: list[Kind], press: Keys) -> None:
    press("t", "w", "o", ENTER)

    assert ask_kind(kinds) == "drop-two"


def test_what_is_not_in_the_list_chooses_nothing(
    kinds: list[Kind], press: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    press("x", "y", ENTER, "three", ENTER)

    assert ask_kind(kinds) == "rename-three"
    assert "nothing in the list contains 'xy'" in capsys.readouterr().err
