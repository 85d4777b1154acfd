"""A change: a kind with all its values; from answers, and back to a command line, a spec file and a JSON schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from new_migration.authoring import fields
from new_migration.authoring.kinds import Field, Kind
from new_migration.authoring.render import Templates
from new_migration.authoring.values import Identifier, Table
from new_migration.errors import BadInput, MissingAnswers, nearest

Answers = Mapping[str, tuple[str, ...]]

# So many of the names that exist are said where another was given.
_SHOWN = 10
_WORDS = {"table": "table", "column_names": "column", "routine": "function"}


class Schema(Protocol):
    """What is known of the schema that the change is for. Templates ask it for more: see ``known_schema``."""

    @property
    def is_ready(self) -> bool:
        """Whether the names in it can be had without waiting."""

    def wait(self) -> None:
        """Wait a while until they can, if they are being read."""

    @property
    def why_unknown(self) -> str:
        """Why its objects are not known; an empty text where they are, or where nobody has asked for one."""

    @property
    def way_to_know(self) -> str:
        """What to do so that they are known, or an empty text."""

    def serving_index(self, table: Table, columns: Sequence[Identifier]) -> str:
        """The name of an index that starts with these columns, or an empty text."""

    def primary_key(self, table: Table) -> tuple[Identifier, ...]:
        """The columns of the primary key; none where it is not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A kind with a value for every field; ``answers`` are the texts that were given for it."""

    kind: Kind
    answers: Answers
    values: Mapping[str, object]
    online: bool = True

    def to_argv(self) -> tuple[str, ...]:
        """The command line that gives this change again: kind, positional answers, then flags."""
        positional = list(self._leading_positionals())
        arguments = [text for field in positional for text in self.answers[field.name]]
        rest = [field for field in self.kind.fields if field in self._answered() and field not in positional]
        flags = [word for field in rest for word in _flag_words(field, self.answers[field.name])]
        return (self.kind.name, *arguments, *flags)

    def to_spec(self) -> dict[str, object]:
        """The same as a spec file has it."""
        return {"kind": self.kind.name} | {field.name: self._spec_value(field) for field in self._answered()}

    def _spec_value(self, field: Field) -> object:
        value = self.values[field.name]
        if field.type in {"boolean", "integer", "choice"} and not isinstance(value, tuple):
            return value
        if field.type == "choice":
            return list(cast(tuple[str, ...], value))
        texts = self.answers[field.name]
        return list(texts) if field.takes_many else texts[0]

    def _answered(self) -> list[Field]:
        return [field for field in self.kind.fields if field.name in self.answers]

    def _leading_positionals(self) -> Iterator[Field]:
        """The positional fields that can come without their flags: up to the first that has no answer."""
        for field in self.kind.positionals:
            if any(text.startswith("-") for text in self.answers.get(field.name, ("-",))):
                return
            yield field


def _flag_words(field: Field, texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        if field.type == "boolean":
            yield field.flag if fields.parse_one(field, text) else "--no-" + field.flag[2:]
        elif text.startswith("-"):
            yield f"{field.flag}={text}"
        else:
            yield from (field.flag, text)


Ask = Callable[[Field, Mapping[str, object]], tuple[str, ...]]


class Decision:
    """Finds the value of every field: given, asked for, or by its default.

    ``ask`` is called for fields that have no answer (None: nobody can be asked); it returns no text at all to leave a
    field to its default.
    """

    def __init__(self, kind: Kind, templates: Templates, *, online: bool, schema: Schema) -> None:
        self.kind, self.templates = kind, templates
        self._context: dict[str, object] = {"online": online, "schema": schema}
        self.online, self.schema = online, schema

    def change(self, answers: Answers, ask: Ask | None = None) -> Change:
        """Raises BadInput for what is wrong in the answers, and one that names everything that is missing."""
        self._refuse_unknown(answers)
        given = {field.name: _parsed(field, answers[field.name]) for field in self._given(answers)}
        values: dict[str, object] = {}
        texts = dict(answers)
        lacking: dict[str, Field | None] = {}  # without a value: to be given, or None where it hangs on one of these
        for field in self.kind.fields:
            values[field.name] = self._value(field, values | given, texts, lacking, ask)
            if not lacking:
                self.validate(field, values | given)
        self._refuse_unknown_names(values | given, lacking)
        if lacking:
            raise self._missing([field for field in lacking.values() if field])
        self._refuse_needless(values, texts)
        return Change(kind=self.kind, answers=texts, values=values, online=self.online)

    def applies(self, field: Field, values: Mapping[str, object]) -> bool:
        """Whether the field has a meaning, given the values of the others."""
        context = {other.name: None for other in self.kind.fields} | self._context | dict(values)
        return self.templates.is_true(field.when, context, where=f"{self.kind.source}: when of {field.name}")

    def default(self, field: Field, values: Mapping[str, object]) -> tuple[str, ...]:
        """The texts of the default, of a field that takes many one a line; none where there is no default."""
        if field.default is None:
            return ()
        if not isinstance(field.default, str) or "{" not in field.default:
            return (fields.text_of(field.default),)
        context = {other.name: None for other in self.kind.fields} | self._context | dict(values)
        text = self.templates.text(field.default, context, where=f"{self.kind.source}: default of {field.name}")
        return tuple(filter(None, map(str.strip, text.splitlines() if field.each else [text])))

    def names(self, field: Field, values: Mapping[str, object]) -> Sequence[object]:
        """The names that exist, of which the field's value is one; none where they are not known."""
        if not field.among or not self.schema.is_ready:
            return ()
        context = {other.name: None for other in self.kind.fields} | self._context | dict(values)
        found = self.templates.value(field.among, context, where=f"{self.kind.source}: among of {field.name}")
        return cast(Sequence[object], found or ())

    def validate(self, field: Field, values: Mapping[str, object]) -> None:
        """Raise BadInput with what the validator prints, and for a name that does not exist, as far as that is known.

        The validator is asked first, because it may know why there is no such name: for each value of a field that
        takes many.
        """
        value = values.get(field.name)
        if value is None:
            return
        for one in value if isinstance(value, tuple) and field.each else (value,):
            context = {other.name: None for other in self.kind.fields} | self._context | dict(values) | {"value": one}
            where = f"{self.kind.source}: validator of {field.name}"
            problem = " ".join(self.templates.text(field.validator, context, where=where).split())
            if problem:
                what, _, hint = problem.partition(" | ")
                raise BadInput(what, where=field.flag, hint=hint)
        self._refuse_unknown_name(field, value, values)

    def _refuse_unknown_names(self, values: Mapping[str, object], lacking: Mapping[str, Field | None]) -> None:
        """Once more for all: the schema may have become known only on the way."""
        for field in self.kind.fields:
            value = values.get(field.name)
            reads = self.templates.variables(field.among or "true", where=str(self.kind.source), expression=True)
            if value is not None and not reads & lacking.keys():
                self._refuse_unknown_name(field, value, values)

    def _refuse_unknown_name(self, field: Field, value: object, values: Mapping[str, object]) -> None:
        if field.among:
            self.schema.wait()
        names = self.names(field, values)
        unknown = [one for one in (value if isinstance(value, tuple) else (value,)) if one not in names]
        if not names or not unknown:
            return
        known = [str(name) for name in names]
        hint = nearest(str(unknown[0]), known) or f"there is {', '.join(known[:_SHOWN])}{', …' * (len(known) > _SHOWN)}"
        what = _WORDS.get(field.type) or field.name.replace("_", " ")
        raise BadInput(f"there is no {what} {unknown[0]}", where=field.flag, hint=hint)

    def _given(self, answers: Answers) -> list[Field]:
        return [field for field in self.kind.fields if answers.get(field.name)]

    def _value(self, field: Field, known: dict[str, object], texts: dict[str, tuple[str, ...]],
               lacking: dict[str, Field | None], ask: Ask | None) -> object:  # fmt: skip
        if field.name in known:
            return known[field.name]
        nothing: object = () if field.takes_many else None
        if lacking.keys() & self._read_by(field):
            lacking[field.name] = None
            return nothing
        if not self.applies(field, known):
            return nothing
        asked = ask(field, known) if ask else ()
        if asked:
            texts[field.name] = asked
        found = asked or self.default(field, known)
        if not found and not field.optional:
            lacking[field.name] = field
        return fields.parse(field, found) if found else nothing

    def notes(self, change: Change) -> list[str]:
        """What should be known about the change: locks and rewrites that its form takes."""
        context = {**self._context, **change.values}
        where = f"{self.kind.source}: note"
        texts = (self.templates.text(note.text, context, where=where) for note in self.kind.notes
                 if self.templates.is_true(note.when, context, where=where))  # fmt: skip
        return [" ".join(text.split()) for text in texts]

    def _read_by(self, field: Field) -> set[str]:
        """The fields on which it depends whether this one arises, and what its default is."""
        default = field.default if isinstance(field.default, str) else ""
        where = str(self.kind.source)
        arises = self.templates.variables(field.when or "true", where=where, expression=True)
        return arises | self.templates.all_variables(default, where=where)

    def _missing(self, missing: Sequence[Field]) -> MissingAnswers:
        names = ", ".join(_ways_to_say(field) for field in missing)
        what, hint = f"missing: {names}", f"see new-migration {self.kind.name} --help"
        # Whoever is asked for something only because of another answer may not know what is meant.
        asked = [f'{field.flag} asks "{field.help}"' for field in missing if field.when]
        if self.schema.why_unknown and any("schema" in self._read_by(field) for field in missing):
            what += f"; the schema, which may say it, is not known: {self.schema.why_unknown}"
            asked = [self.schema.way_to_know, *asked]
        return MissingAnswers(what, hint="; ".join(filter(None, [*asked, hint])))

    def _refuse_unknown(self, answers: Answers) -> None:
        unknown = set(answers) - {field.name for field in self.kind.fields}
        if unknown:
            raise KeyError(f"not fields of {self.kind.name}: {unknown}")

    def _refuse_needless(self, values: Mapping[str, object], texts: Answers) -> None:
        """An answer to a question that does not arise is a mistake, not something to pass over."""
        for field in self._given(texts):
            if not self.applies(field, values):
                raise BadInput("has no meaning together with the other answers", where=field.flag,
                               hint=f"it is for: {field.when}")  # fmt: skip


def _parsed(field: Field, texts: Sequence[str]) -> object:
    """The value; who is asked has seen the example, who is not gets it as a hint where there is no better one."""
    try:
        return fields.parse(field, texts)
    except BadInput as error:
        error.hint = error.hint or field.example
        raise


def _ways_to_say(field: Field) -> str:
    if field.type == "boolean":
        return f"{field.flag} or --no-{field.flag[2:]}"
    if field.choices:
        return f"{field.flag} ({' | '.join(field.choices)})"
    return field.flag


def json_schema(kind: Kind) -> dict[str, Any]:
    """The JSON schema of a spec file for ``kind``: its fields, and the common answers."""
    properties: dict[str, Any] = {"kind": {"const": kind.name}}
    properties |= {field.name: fields.json_schema(field) for field in kind.fields}
    properties |= {name: {"type": word, "description": help_} for name, (word, help_) in COMMON_ANSWERS.items()}
    needed = [f.name for f in kind.fields if f.default is None and not f.optional and not f.when]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Spec file of new-migration {kind.name}",
        "description": f"{kind.summary}. {' '.join(kind.help.split())}".strip(),
        "type": "object",
        "properties": properties,
        "required": needed,
        "additionalProperties": False,
    }


# Answers that every kind takes in a spec file: their JSON type and meaning.
COMMON_ANSWERS = {
    "purpose": ("string", "Why the change is made: a line of the header"),
    "author": ("string", "Who makes it (default: git's user.name)"),
    "date": ("string", "Date of the header, as 2026-11-22 (default: today)"),
    "name": ("string", "Name of the migration in snake_case, instead of the one made from the answers"),
    "number": ("integer", "Number of the first migration, instead of the next free one"),
    "online": ("boolean", "Keep a busy table readable and writable"),
    "verify": ("boolean", "Write a verify script too"),
}


def answers_from_spec(kind: Kind, spec: Mapping[str, object], *, name: str) -> tuple[Answers, dict[str, object]]:
    """A spec file's table as answers, and what it says for every kind.

    Raises BadInput for unknown keys, with the nearest spelling, and for values of the wrong type.
    """
    known = {field.name: field for field in kind.fields}
    answers: dict[str, tuple[str, ...]] = {}
    common: dict[str, object] = {}
    for key, value in spec.items():
        if key in known:
            answers[key] = _spec_texts(known[key], value, name)
        elif key in COMMON_ANSWERS:
            common[key] = _common_answer(key, value, name)
        elif key != "kind":
            raise _unknown_key(key, [*known, *COMMON_ANSWERS, "kind"], name)
    if spec.get("kind", kind.name) != kind.name:
        raise BadInput(f"is for the kind {spec['kind']!r}, not {kind.name}", where=name)
    return answers, common


def _unknown_key(key: str, known: Sequence[str], name: str) -> BadInput:
    return BadInput(f"unknown key {key}", where=name, hint=nearest(key, known) or f"known are {', '.join(known)}")


def _spec_texts(field: Field, value: object, name: str) -> tuple[str, ...]:
    where = f"{name}: {field.name}"
    several = isinstance(value, list)
    if several and not field.takes_many:
        raise BadInput("one value is wanted, not a list", where=where)
    items = list(value) if isinstance(value, list) else [value]
    if not items:
        raise BadInput("the list is empty", where=where)
    return tuple(_spec_text(field, item, where) for item in items)


def _spec_text(field: Field, item: object, where: str) -> str:
    _check_type(item, fields.json_type(field), where)
    return fields.text_of(item)


def _common_answer(key: str, value: object, name: str) -> object:
    _check_type(value, COMMON_ANSWERS[key][0], f"{name}: {key}")
    if isinstance(value, int) and value < 0:
        raise BadInput("cannot be negative", where=f"{name}: {key}")
    return value


_JSON_TYPES = {"string": (str, "a text"), "integer": (int, "a whole number"), "boolean": (bool, "true or false")}


def _check_type(value: object, json_type: str, where: str) -> None:
    wanted, words = _JSON_TYPES[json_type]
    if type(value) is not wanted:  # not isinstance: True is an int too
        raise BadInput(f"{words} is wanted", where=where)
