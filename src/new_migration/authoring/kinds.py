"""Change kinds: folders of data, each of which knows how to make one sort of migration.

Folders are looked up file by file along a chain (the project's own first), so that a project can replace one template
of a kind, add a question to it, or add a kind of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from new_migration.documents import parse_toml, place_of_key
from new_migration.errors import BadInput, Place, nearest
from new_migration.templates_folder import templates_folder

FIELD_TYPES = (
    "identifier", "table", "column", "column_names", "sql_type", "expression", "statement", "assignments", "index",
    "constraint", "reference", "routine", "column_comment", "clause", "choice", "boolean", "integer", "text",
    "duration", "view", "index_name", "enum", "enum_label", "query", "routine_definition", "trigger_definition",
    "extension", "row_values", "policy", "grant", "revocation", "comment_target", "comment",
)  # fmt: skip

# Flags that every kind has, so no field can be called so.
COMMON_NAMES = (
    "directory", "name", "number", "purpose", "author", "date", "online", "offline", "verify", "check", "dry_run",
    "json", "edit", "input", "config", "templates", "from", "schema", "help", "kind",
)  # fmt: skip

# Names that mean something else in every template.
RESERVED_NAMES = (
    "item", "migration", "lock_timeout", "body", "last", "value", "loop", "self", "caller", "varargs", "kwargs",
    "and", "or", "not", "in", "is", "if", "else", "elif", "for", "true", "false", "none",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """What a kind needs to know, in Copier's words. One definition for prompt, flag, spec file, JSON schema and help.

    ``default``, ``when`` and ``validator`` are Jinja: a template, an expression and a template that prints what is
    wrong. ``each`` takes many answers; ``optional`` may stay without one; ``positional`` may come without its flag;
    ``rare`` is asked for only on demand. ``within`` is the statement that a clause is parsed in. ``among`` is an
    expression that gives the names which exist, where the schema is known: others are refused.
    """

    name: str
    type: str
    help: str
    default: str | bool | int | None = None
    choices: Mapping[str, str] | None = None
    multiselect: bool = False
    when: str = ""
    validator: str = ""
    placeholder: str = ""
    each: bool = False
    optional: bool = False
    positional: bool = False
    rare: bool = False
    within: str = ""
    among: str = ""

    @property
    def flag(self) -> str:
        """Its flag on the command line, as ``--on-delete``."""
        return "--" + self.name.replace("_", "-")

    @property
    def metavar(self) -> str:
        """How help and usage lines call its value."""
        return {"choice": "|".join(self.choices or ())}.get(self.type) or self.name.upper()

    @property
    def example(self) -> str:
        """An answer, as a hint says it; an empty text where none is known."""
        return f"for example: {self.placeholder}" if self.placeholder else ""

    @property
    def takes_many(self) -> bool:
        return self.each or self.multiselect


@dataclass(frozen=True, kw_only=True, slots=True)
class MigrationTemplate:
    """One of the migrations that a kind makes: its templates lie in ``folder`` of the kind.

    ``when`` is an expression; ``each`` names a field of which every value makes a migration, called ``item`` in it.
    """

    name: str
    title: str
    when: str = ""
    folder: str = ""
    each: str = ""
    transaction: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """Something to know that is said, not asked, when the change is made: which lock, which rewrite."""

    when: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """A change kind as its ``kind.toml`` describes it; ``source`` is that file."""

    name: str
    summary: str
    help: str = ""
    source: Path
    fields: tuple[Field, ...]
    migrations: tuple[MigrationTemplate, ...]
    notes: tuple[Note, ...] = ()

    @property
    def positionals(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.positional)

    def field(self, name: str) -> Field:
        """The field called ``name``. Raises KeyError."""
        return {field.name: field for field in self.fields}[name]


def chain(*, extra: Path | None = None, project: Path | None = None) -> tuple[Path, ...]:
    """The folders in which kinds are looked up, first match wins: ``--templates``, the project's, the built-in."""
    own = project / "migration-templates" if project else None
    if extra and not extra.is_dir():
        raise BadInput("there is no such folder", where=str(extra), hint="--templates takes a folder of change kinds")
    return tuple(folder for folder in (extra, own, templates_folder() / "kinds") if folder and folder.is_dir())


def kind_names(folders: Sequence[Path]) -> tuple[str, ...]:
    """The names of all kinds, sorted. A folder without ``kind.toml`` only replaces templates of a kind further on."""
    found = {path.parent.name for folder in folders for path in folder.glob("*/kind.toml")}
    return tuple(sorted(name for name in found if not name.startswith("_")))


def load_kind(name: str, folders: Sequence[Path]) -> Kind:
    """The kind called ``name``. Raises BadInput where there is none, or where its ``kind.toml`` is broken."""
    known = kind_names(folders)
    if name not in known:
        raise BadInput(f"there is no change kind {name!r}", hint=nearest(name, known) or f"kinds: {', '.join(known)}")
    source = next(path for folder in folders if (path := folder / name / "kind.toml").is_file())
    return _Reader(source).kind(name)


def kinds(folders: Sequence[Path]) -> Iterator[Kind]:
    """All kinds, by name."""
    return (load_kind(name, folders) for name in kind_names(folders))


class _Reader:
    """Reads one ``kind.toml`` and refuses what it does not know, with file, line and nearest spelling."""

    def __init__(self, source: Path) -> None:
        self.source = source
        try:
            self.text = source.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"cannot be read: {error}", where=str(source)) from error
        self.table = parse_toml(self.text, name=str(source))

    def kind(self, name: str) -> Kind:
        self._check_keys(self.table, {"summary", "help", "field", "migration", "note"}, "", 0)
        found = Kind(
            name=name,
            summary=self._text(self.table, "summary"),
            help=self._text(self.table, "help"),
            source=self.source,
            fields=tuple(self._entries("field", Field)),
            migrations=tuple(self._entries("migration", MigrationTemplate)),
            notes=tuple(self._entries("note", Note)),
        )
        self._check_fields(found)
        for key, value in (("summary", found.summary), ("[[migration]]", found.migrations)):
            if not value:
                raise BadInput(f"{key} is missing", where=str(self.source))
        return found

    def _text(self, table: Mapping[str, Any], key: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            raise BadInput(f"{key} must be a text", where=self._place(key, 0))
        return value.strip()

    def _entries(self, key: str, wanted: type) -> Iterator[Any]:
        """The ``[[key]]`` tables as dataclasses of the type ``wanted``, each key of the right type."""
        start = 0
        entries = self.table.get(key, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise BadInput(f"{key} is an array of tables", where=self._place(key, 0), hint=f"write [[{key}]]")
        for entry in entries:
            start = self.text.find(f"[[{key}]]", start) + 1
            self._check_keys(entry, {field.name for field in fields(wanted)}, f" of [[{key}]]", start)
            for name, value in entry.items():
                self._check_type(wanted, name, value, start)
            try:
                yield wanted(**entry)
            except TypeError as error:
                missing = str(error).split(":")[-1].strip()
                raise BadInput(f"[[{key}]] lacks {missing}", where=self._place(key, start - 1)) from error

    def _check_keys(self, table: Mapping[str, Any], known: set[str], what: str, start: int) -> None:
        for key in table:
            if key not in known:
                hint = nearest(key, known) or f"known are {', '.join(sorted(known))}"
                raise BadInput(f"unknown key {key}{what}", where=self._place(key, start), hint=hint)

    def _check_type(self, wanted: type, name: str, value: object, start: int) -> None:
        annotation = str(wanted.__annotations__[name])
        wanted_types = [found for word, found in _TYPES.items() if word in annotation.split(" | ")]
        if type(value) not in wanted_types or (isinstance(value, dict) and not _is_of_texts(value)):
            words = " or ".join(_TYPE_WORDS[found] for found in wanted_types)
            raise BadInput(f"{name} must be {words}", where=self._place(name, start))

    def _check_fields(self, kind: Kind) -> None:
        start = 0
        for position, field in enumerate(kind.fields):
            start = self.text.find("[[field]]", start) + 1
            problem = next((text for text in _problems(field, kind.fields[:position], kind) if text), "")
            if problem:
                raise BadInput(f"field {field.name}: {problem}", where=self._place("name", start))

    def _place(self, key: str, start: int) -> Place:
        return place_of_key(self.text, key, name=str(self.source), start=max(0, start))


_TYPES: dict[str, type] = {"str": str, "bool": bool, "int": int, "Mapping[str, str]": dict}
_TYPE_WORDS: dict[type, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    dict: "a table of texts",
}


def _is_of_texts(table: Mapping[str, object]) -> bool:
    return all(isinstance(value, str) for value in table.values())


def _problems(field: Field, before: Sequence[Field], kind: Kind) -> Iterator[str]:
    """What is wrong with the definition of a field; empty texts for what is right."""
    yield _problem_of_type(field)
    yield _problem_of_name(field, before)
    if field.positional and field.takes_many and field != kind.positionals[-1]:
        yield "only the last positional field may take many values"


def _problem_of_type(field: Field) -> str:
    if field.type not in FIELD_TYPES:
        return f"unknown type {field.type}; " + (nearest(field.type, FIELD_TYPES) or f"known: {', '.join(FIELD_TYPES)}")
    if (field.type == "choice") != bool(field.choices):
        return "choices go with type choice"
    if (field.type == "clause") != (field.within.count("{}") == 1):
        return 'type clause goes with within = "… {} …"'
    if (field.multiselect and field.type != "choice") or (field.each and field.type == "boolean"):
        return "this type takes one value"
    return ""


def _problem_of_name(field: Field, before: Sequence[Field]) -> str:
    if not re.fullmatch("[a-z][a-z0-9_]*", field.name):
        return "a name is lower case letters, digits and underscores"
    if field.name in RESERVED_NAMES:
        return "the name is a word of the templates"
    # A flag of yes or no also has its opposite: --no-index.
    if field.name.removeprefix("no_") in COMMON_NAMES:
        return "the name is taken by a flag that every kind has"
    if field.name.removeprefix("no_") in {other.name.removeprefix("no_") for other in before}:
        return "the name is taken"
    return ""
