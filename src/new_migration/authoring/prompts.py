"""What is asked, and in which order: the fields of a kind, the purpose, and whether the files are right."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from new_migration.authoring import fields, questions
from new_migration.authoring.change import Change, Decision
from new_migration.authoring.expressions import one_line
from new_migration.authoring.kinds import Field, Kind
from new_migration.authoring.questions import Row, Text
from new_migration.errors import BadInput

if TYPE_CHECKING:
    from new_migration.authoring.preview import New

PURPOSE = "Why is the change made?"
_NOTHING = "(nothing)"
# Types whose answers may have several lines.
_LONG = {"statement", "query", "routine_definition", "trigger_definition"}
_VERDICTS = {
    "write": "the files, as they are",
    "edit": "an answer",
    "open": "write, then open in $EDITOR",
    "cancel": "and write nothing",
}


def ask_kind(kinds: Sequence[Kind]) -> str:
    """The name of the kind that is chosen from the list."""
    message = "Which kind of change?"
    rows = [Row(value=kind.name, text=kind.summary) for kind in kinds]
    name = questions.ask_choice(message, rows, search=True)
    questions.say_answer(message, name)
    return name


class Prompter:
    """Asks for the answers of one change; remembers them, so that one can be changed without asking for all again."""

    def __init__(self, decision: Decision) -> None:
        self.decision, self.kind = decision, decision.kind
        self.purpose = ""
        self._started = False
        self._chosen: set[str] | None = None  # the rare fields that are wanted, once that was asked
        self._answered: dict[str, tuple[str, ...]] = {}  # in this round
        self._before: dict[str, tuple[str, ...]] = {}  # in the round before: taken over where it still holds
        self._left: dict[str, tuple[str, ...]] = {}  # fields left to their default, and what that was
        self._asked_for = ""  # the field that is to be asked again

    def ask(self, field: Field, known: Mapping[str, object]) -> tuple[str, ...]:
        """The answer's texts; none at all leaves the field to its default. ``known`` are the values of the others."""
        self._start()
        if field.name != self._asked_for and self._stands(field, known):
            return self._remember(field, self._before.get(field.name, ()))
        default = self.decision.default(field, known)
        is_needed = not field.optional and not default
        if field.rare and not is_needed and field.name not in self._wanted(known):
            return ()
        found = self._ask(field, known, self._before.get(field.name) or default)
        if not field.each:
            questions.say_answer(field.help, ", ".join(found or default) or "none")
        if found in ((), default):
            self._left[field.name] = default
            return ()
        return self._remember(field, found)

    def ask_purpose(self) -> str:
        """Why the change is made: a line of the header, perhaps empty."""

        def problem(text: str) -> BadInput | None:
            return _raised(lambda: one_line(text, name="--purpose"))

        hint = "a line of the header; Enter leaves it out"
        self.purpose = questions.ask_text(Text(message=PURPOSE, default=self.purpose, hint=hint), problem=problem)
        questions.say_answer(PURPOSE, self.purpose or "not said")
        return self.purpose

    def review(self, created: Sequence[New], notes: Sequence[str] = ()) -> str:
        """Show the files, and what should be known about them; "write", "edit", "open" or "cancel"."""
        from new_migration.authoring.preview import show

        show(created, notes)
        paths = [path for each in created for path in each.paths.values()]
        message = f"Write these {len(paths)} files to {os.path.relpath(paths[0].parent)}?"
        verdict = questions.ask_choice(message, [Row(value=value, text=text) for value, text in _VERDICTS.items()])
        questions.say_answer(message, verdict)
        return verdict

    def without_one(self, change: Change) -> dict[str, tuple[str, ...]]:
        """Ask which answer is to be changed; the answers that stand whatever it becomes.

        ``ask`` takes the others over where they still hold, so that only this one is asked, and what newly arises.
        """
        name = self._choose_one(change)
        self._before = dict(change.answers)
        self._asked_for = name
        self._left.pop(name, None)
        self._chosen = (self._chosen or set()) | {name}
        if name == PURPOSE:
            self.ask_purpose()
        self._answered = self._standing(name, change) if name in change.values else dict(change.answers)
        return dict(self._answered)

    def _start(self) -> None:
        if not self._started and self.kind.help:
            questions.say(self.kind.help)
        self._started = True

    def _stands(self, field: Field, known: Mapping[str, object]) -> bool:
        """Whether the answer of the round before, or the default that it was left to, still holds."""
        before = self._before.get(field.name)
        if before:
            return self._problem(field, before, known) is None
        return field.name in self._left and self._left[field.name] == self.decision.default(field, known)

    def _remember(self, field: Field, texts: tuple[str, ...]) -> tuple[str, ...]:
        if texts:
            self._answered[field.name] = texts
        return texts

    def _wanted(self, known: Mapping[str, object]) -> set[str]:
        """The rare fields that are wanted: asked once, all together."""
        if self._chosen is None:
            message = "Anything else?"
            rows = [Row(value=f.name, text=f.help) for f in self.kind.fields if f.rare and self._may_apply(f, known)]
            found = questions.ask_several(message, rows)
            questions.say_answer(message, ", ".join(found) or "no")
            self._chosen = set(found)
        return self._chosen

    def _may_apply(self, field: Field, known: Mapping[str, object]) -> bool:
        if known.get(field.name) is not None:
            return False
        try:
            return self.decision.applies(field, known)
        except BadInput:
            return True  # it depends on an answer that is still to come

    def _ask(self, field: Field, known: Mapping[str, object], present: tuple[str, ...]) -> tuple[str, ...]:
        if field.each:
            return self._ask_each(field, known, present)
        if field.multiselect:
            return self._ask_several(field, known, present)
        if field.type == "boolean":
            return self._ask_yes_no(field, known, present)
        if field.choices:
            return self._ask_choice(field, known, present)
        return self._ask_text(field, known, present)

    def _ask_text(self, field: Field, known: Mapping[str, object], present: tuple[str, ...]) -> tuple[str, ...]:
        may_be_empty = field.optional or bool(self.decision.default(field, known))
        text = self._text(field, known, (), present[0] if present else "", may_be_empty)
        return (text,) if text else ()

    def _ask_each(self, field: Field, known: Mapping[str, object], present: tuple[str, ...]) -> tuple[str, ...]:
        """One answer after the other until an empty one; those of the round before come first, to be changed."""
        found: tuple[str, ...] = ()
        offered = list(present)
        while True:
            default = offered.pop(0) if offered else ""
            may_be_empty = bool(found) or field.optional or bool(offered)
            text = self._text(field, known, found, default, may_be_empty)
            if text:
                questions.say_answer(_message(field, found), text)
                found = (*found, text)
            elif not offered:
                if not found:
                    questions.say_answer(field.help, "none")
                return found

    def _text(self, field: Field, known: Mapping[str, object], found: tuple[str, ...], default: str,
              may_be_empty: bool) -> str:  # fmt: skip
        def problem(text: str) -> BadInput | None:
            if text:
                return self._problem(field, (*found, text), known)
            return None if may_be_empty else BadInput("an answer is needed", hint=field.example)

        question = Text(
            message=_message(field, found),
            default=default,
            placeholder="" if found else field.example,
            hint=_how_to_leave(field, found, may_be_empty),
            multiline=field.type in _LONG,
            names=(lambda: [str(name) for name in self.decision.names(field, known)]) if field.among else None,
        )
        return questions.ask_text(question, problem=problem)

    def _ask_yes_no(self, field: Field, known: Mapping[str, object], present: tuple[str, ...]) -> tuple[str, ...]:
        default = fields.boolean(present[0], name=field.flag) if present else None

        def problem(answer: bool) -> BadInput | None:
            return self._problem(field, (fields.text_of(answer),), known)

        return (fields.text_of(questions.ask_yes_no(field.help, default=default, problem=problem)),)

    def _ask_choice(self, field: Field, known: Mapping[str, object], present: tuple[str, ...]) -> tuple[str, ...]:
        rows = [*([Row(value=_NOTHING)] if field.optional else []), *_rows(field)]

        def problem(answer: str) -> BadInput | None:
            return None if answer == _NOTHING else self._problem(field, (answer,), known)

        answer = questions.ask_choice(field.help, rows, default=present[0] if present else None, problem=problem)
        return () if answer == _NOTHING else (answer,)

    def _ask_several(self, field: Field, known: Mapping[str, object], present: tuple[str, ...]) -> tuple[str, ...]:
        def problem(chosen: Sequence[str]) -> BadInput | None:
            if chosen:
                return self._problem(field, tuple(chosen), known)
            return None if field.optional else BadInput("choose at least one")

        return questions.ask_several(field.help, _rows(field), chosen=present, problem=problem)

    def _problem(self, field: Field, texts: tuple[str, ...], known: Mapping[str, object]) -> BadInput | None:
        return _raised(lambda: self._check(field, texts, known))

    def _check(self, field: Field, texts: tuple[str, ...], known: Mapping[str, object]) -> None:
        """Raise BadInput if the answer is wrong, or if one that was given before is wrong together with it."""
        values = {**known, field.name: fields.parse(field, texts)}
        for other in self.kind.fields[: self.kind.fields.index(field) + 1]:
            self.decision.validate(other, values)
            if other.name in self._answered and not self.decision.applies(other, values):
                raise BadInput(f"then {other.flag} has no meaning, but it is answered", hint=f"it is for: {other.when}")

    def _choose_one(self, change: Change) -> str:
        """The name of the field to be asked again."""
        rows = [Row(value=f.name, label=f.help, text=self._shown(f, change)) for f in self._changeable(change)]
        purpose = Row(value=PURPOSE, text=self.purpose)
        return questions.ask_choice("Which answer is to be changed?", [*rows, purpose])

    def _changeable(self, change: Change) -> list[Field]:
        return [field for field in self.kind.fields if self.decision.applies(field, change.values)]

    def _shown(self, field: Field, change: Change) -> str:
        texts = change.answers.get(field.name) or self.decision.default(field, change.values)
        return ", ".join(" ".join(text.split()) for text in texts)

    def _standing(self, name: str, change: Change) -> dict[str, tuple[str, ...]]:
        """The answers of the fields before ``name`` that do not depend on others."""
        names = [field.name for field in self.kind.fields]
        before = self.kind.fields[: names.index(name)]
        return {f.name: change.answers[f.name] for f in before if f.name in change.answers and not f.when}


def _raised(action: Callable[[], object]) -> BadInput | None:
    try:
        action()
    except BadInput as error:
        return error
    return None


def _rows(field: Field) -> list[Row]:
    return [Row(value=value, text=text) for value, text in (field.choices or {}).items()]


def _message(field: Field, found: tuple[str, ...]) -> str:
    return "Another one?" if found else field.help


def _how_to_leave(field: Field, found: tuple[str, ...], may_be_empty: bool) -> str:
    if field.type in _LONG:
        return "Enter starts a new line; Esc, then Enter ends the answer"
    if found:
        return "Enter alone: no more"
    return "Enter alone: none" if may_be_empty and field.optional else ""
