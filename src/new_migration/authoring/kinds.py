"""Change kinds: folders of data, each of which knows how to make one sort of migration.

Folders are looked up file by file along a chain (the project's own first), so that a project can replace one template
of a kind, add a question to it, or add a kind of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from new_migration.documents import parse_toml, place_of_key
from new_migration.errors import BadInput, Place, nearest

FIELD_TYPES = (
    "identifier", "table", "column", "column_names", "sql_type", "expression", "statement", "assignments", "index",
    "constraint", "reference", "column_comment", "clause", "choice", "boolean", "integer", "text", "duration",
)  # fmt: skip

# Flags that every kind has, so no field can be called so.
COMMON_NAMES = (
    "directory", "name", "number", "purpose", "author", "date", "online", "offline", "verify", "check", "dry_run",
    "json", "edit", "input", "config", "templates", "from", "schema", "help", "kind",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """What a kind needs to know, in Copier's words. One definition for prompt, flag, spec file, JSON schema and help.

    ``default``, ``when`` and ``validator`` are Jinja: a template, an expression and a template that prints what is
    wrong. ``each`` takes many answers; ``optional`` may stay without one; ``positional`` may come without its flag;
    ``rare`` is asked for only on demand. ``within`` is the statement that a clause is parsed in.
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

    @property
    def flag(self) -> str:
        """Its flag on the command line, as ``--on-delete``."""
        return "--" + self.name.replace("_", "-")

    @property
    def metavar(self) -> str:
        """How help and usage lines call its value."""
        return {"choice": "|".join(self.choices or ())}.get(self.type) or self.name.upper()

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


def templates_folder() -> Path:
    """The built-in templates: beside the package in an installed wheel, at the top of a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent.parent / "templates"


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
        if not isinstance(entries, list):
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
        accepted: dict[str, type] = {"str": str, "bool": bool, "Mapping": dict}
        types = tuple(found for word, found in accepted.items() if word in annotation) + (int,) * ("int" in annotation)
        if not isinstance(value, types) or (isinstance(value, bool) and "bool" not in annotation):
            raise BadInput(f"{name} has the wrong type", where=self._place(name, start), hint=f"it is {annotation}")

    def _check_fields(self, kind: Kind) -> None:
        seen: set[str] = set()
        for field in kind.fields:
            problem = _problem(field, seen, kind)
            if problem:
                start = self.text.find(f'"{field.name}"')
                raise BadInput(f"field {field.name}: {problem}", where=Place.at_offset(str(self.source), self.text, start))
            seen.add(field.name)

    def _place(self, key: str, start: int) -> Place:
        return place_of_key(self.text, key, name=str(self.source), start=max(0, start))


def _problem(field: Field, seen: set[str], kind: Kind) -> str:
    """What is wrong with the definition of a field, or an empty text."""
    if field.type not in FIELD_TYPES:
        return f"unknown type {field.type}; " + (nearest(field.type, FIELD_TYPES) or f"known: {', '.join(FIELD_TYPES)}")
    if not field.name.isidentifier() or field.name != field.name.lower():
        return "a name is lower case letters, digits and underscores"
    if field.name in COMMON_NAMES or field.name in seen:
        return "the name is taken" + (" by a flag that every kind has" if field.name in COMMON_NAMES else "")
    if (field.type == "choice") != bool(field.choices):
        return "choices go with type choice"
    if (field.type == "clause") != ("{}" in field.within):
        return 'type clause goes with within = "… {} …"'
    if field.positional and field.takes_many and field != kind.positionals[-1]:
        return "only the last positional field may take many values"
    return ""
