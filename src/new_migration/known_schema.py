"""What is known of the schema that a change is made for, as questions and templates ask for it.

Keys and indexes come from the scripts in the folder (``declared_schema``), which takes no server. All else comes from
the catalog: of a scratch database in the state after the last migration, or of a development database.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from new_migration.authoring.expressions import identifier, routine, table
from new_migration.authoring.values import Identifier, Literal, Routine, Table
from new_migration.declared_schema import DeclaredSchema, declared_keys
from new_migration.errors import BadInput, MigrationError

if TYPE_CHECKING:
    from new_migration.history.config import Settings
    from new_migration.history.directory import MigrationsDirectory
    from new_migration.postgres.objects import Objects
    from new_migration.proof.head_objects import HeadObjects

# In seconds. A question can be answered without what comes later.
_PATIENCE = 5.0
_TRACKING = "schema_migrations"

# What to do where a migration fails, and nothing after it can be known.
MEND = "mend that migration, or delete its files if it is applied nowhere"


def known_schema(settings: Settings, directory: MigrationsDirectory) -> KnownSchema:
    """The schema as the setting ``schema_from`` says."""
    return KnownSchema(DeclaredSchema(directory), _source(settings))


def _source(settings: Settings) -> Source | None:
    if settings.schema_from == "none":
        return None
    if settings.schema_from == "migrations":
        return _ReplayedObjects(settings)
    return DatabaseObjects(settings.schema_from)


class Source(Protocol):
    """Where the objects of the schema are read."""

    def cached(self) -> Objects | None:
        """What can be had at once."""

    def read(self) -> Objects:
        """All that there is. Raises MigrationError."""


@dataclass(frozen=True, slots=True)
class DatabaseObjects:
    """The objects of a database that exists, as that of a developer."""

    conninfo: str

    def cached(self) -> None:
        """Others may change it at any time."""

    def read(self) -> Objects:
        from new_migration.postgres.database import connect
        from new_migration.postgres.objects import read_objects

        with connect(self.conninfo) as connection:
            return read_objects(connection)


@dataclass(frozen=True, slots=True)
class _ReplayedObjects:
    """What the migrations of a project make."""

    settings: Settings

    def cached(self) -> Objects | None:
        """What was read before: by a run as this one, or after the proof of the last migration."""
        with suppress(MigrationError):  # ``read`` will say it, if it is asked
            return self._head().cached()
        return None

    def read(self) -> Objects:
        try:
            return self._head().read()
        except MigrationError as error:
            if error.where and error.where.line:
                error.hint = MEND
            raise

    def _head(self) -> HeadObjects:
        from new_migration.history.layouts import read_history
        from new_migration.proof.head_objects import HeadObjects
        from new_migration.proof.history_check import HistoryCheck, Terms
        from new_migration.report import shown

        terms = Terms(server=self.settings.server, major=int(self.settings.postgres or 0))
        history = read_history(Path(shown(self.settings.directory)), layout="own")
        if not history.pairs:
            raise BadInput("there are no migrations yet")
        return HeadObjects(HistoryCheck(history, terms))


@dataclass(frozen=True, slots=True)
class Names:
    """Names that exist, as they are shown; ``finds`` also knows those with a schema that goes without saying."""

    shown: tuple[object, ...] = ()
    finds: tuple[Callable[[Any], bool], ...] = ()

    def __iter__(self) -> Iterator[object]:
        return iter(self.shown)

    def __len__(self) -> int:
        return len(self.shown)

    def __contains__(self, name: object) -> bool:
        return name in self.shown or any(find(name) for find in self.finds)

    def __add__(self, others: Names) -> Names:
        return Names(self.shown + others.shown, self.finds + others.finds)


class SchemaObject:
    """One object of the schema, as templates print it: each text is SQL."""

    def __init__(self, objects: Objects, node: Any) -> None:
        self._objects, self._node = objects, node

    def __str__(self) -> str:
        return str(self._node)

    @property
    def kind(self) -> str:
        """What it is, in SQL words: ``table``, ``materialized view``."""
        return str(self._node.kind)

    @property
    def create(self) -> str:
        """What makes it, without what was on it."""
        return _script(self._node.create)

    @property
    def drop(self) -> str:
        return str(self._node.drop)

    @property
    def restore(self) -> str:
        """What undoes a DROP of it: itself, and all that vanishes with it."""
        return _script(self._objects.restore(self._node))

    @property
    def lost(self) -> tuple[SchemaObject, ...]:
        """What vanishes with it without a word."""
        return tuple(SchemaObject(self._objects, node) for node in self._objects.lost(self._node))

    @property
    def blocking(self) -> tuple[SchemaObject, ...]:
        """What refuses its DROP, in the order in which it must be dropped before."""
        return tuple(SchemaObject(self._objects, node) for node in self._objects.blocking(self._node))

    @property
    def set_comment(self) -> str:
        return _script(self._objects.set_comment(self._node))

    @property
    def set_privileges(self) -> str:
        return _script(self._objects.set_privileges(self._node))

    def __getattr__(self, name: str) -> Any:
        """What only some kinds of objects have: ``type`` and ``default`` of a column, ``labels`` of an enum."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._node, name)


def _script(statements: str | Iterable[str]) -> str:
    return statements if isinstance(statements, str) else "\n\n".join(statements)


class KnownSchema:
    """The schema. Nothing is read before it is asked for; ``source`` None: nothing is known but the scripts."""

    def __init__(self, declared: DeclaredSchema, source: Source | None) -> None:
        self._declared, self._source = declared, source
        self._objects: Objects | None = None
        self._is_read = source is None
        self._reading: threading.Thread | None = None
        self._patience = _PATIENCE
        self.why_unknown = self.way_to_know = ""

    def serving_index(self, table: Table, columns: Sequence[Identifier]) -> str:
        """The name of an index or key of ``table`` that starts with ``columns`` and holds every row, or nothing."""
        return self._declared.serving_index(table, columns)

    def primary_key(self, table: Table) -> tuple[Identifier, ...]:
        """The columns of the primary key of ``table``: as the scripts say, or the catalog, if that is at hand."""
        said = self._declared.primary_key(table)
        if said or not (self.is_ready or isinstance(self._source, DatabaseObjects)):
            return said
        nodes = (self.constraint(table, name) for name in self.constraints(table) if isinstance(name, Identifier))
        keys = (key for node in nodes if node for key in declared_keys(node.create, table) if key.is_primary)
        return tuple(Identifier(raw=column) for key in keys for column in key.columns)

    def start(self) -> None:
        """Read in the background, while somebody thinks about the first answer."""
        if not self._is_read and self._reading is None:
            self._reading = threading.Thread(target=self._read, name="schema", daemon=True)
            self._reading.start()

    def wait(self) -> None:
        """Wait for what is being read in the background, but for all questions together only so long."""
        if self._reading and not self._is_read:
            start = time.monotonic()
            self._reading.join(self._patience)
            self._patience = max(0.0, self._patience - (time.monotonic() - start))

    def recall(self) -> None:
        """Take what is in the cache; looking for it takes 0.1 s, but no server."""
        if not self._is_read and self._source and not self._reading:
            self._take(self._source.cached())

    @property
    def is_ready(self) -> bool:
        """Whether the names can be had at once."""
        return self._objects is not None

    def _take(self, objects: Objects | None) -> None:
        if objects is not None:
            self._objects, self._is_read = objects, True

    def _read(self) -> None:
        assert self._source
        try:
            self._take(self._source.cached() or self._source.read())
        except MigrationError as error:
            self.why_unknown, self.way_to_know = str(error).partition("\n")[0], error.hint
        self._is_read = True

    @property
    def _all(self) -> Objects | None:
        """All objects, for which a server may have to be started; None where they cannot be had."""
        if self._source is None:
            self.why_unknown = "schema_from is none"
        elif self._reading:
            self._reading.join()
        elif not self._is_read:
            self._read()
        return self._objects

    @property
    def tables(self) -> Names:
        """Without the tracking table, which is not offered; one alone, of a folder just begun, says nothing."""
        names = self._relations("tables", self.table)
        others = tuple(name for name in names if str(name) != _TRACKING)
        return Names(others, names.finds) if others else Names()

    @property
    def views(self) -> Names:
        return self._relations("views", self.view)

    @property
    def indexes(self) -> Names:
        return self._relations("indexes", self.index)

    @property
    def enums(self) -> Names:
        return self._relations("enums", self.enum)

    @property
    def functions(self) -> Names:
        """With the types of their arguments in brackets."""
        objects = self._all
        shown = tuple(routine(text, name="schema") for text in objects.functions) if objects else ()
        return Names(shown, (lambda name: self.function(name) is not None,))

    @property
    def schemas(self) -> Names:
        return Names(tuple(identifier(text, name="schema") for text in (self._all.schemas if self._all else ())))

    @property
    def extensions(self) -> Names:
        return Names(tuple(identifier(text, name="schema") for text in (self._all.extensions if self._all else ())))

    def columns(self, table: Table) -> Names:
        return Names(_identifiers(self._all.columns(*_path(table)) if self._all else ()))

    def constraints(self, table: Table) -> Names:
        return Names(_identifiers(self._all.constraints(*_path(table)) if self._all else ()))

    def triggers(self, table: Table) -> Names:
        return Names(_identifiers(self._all.triggers(*_path(table)) if self._all else ()))

    def policies(self, table: Table) -> Names:
        return Names(_identifiers(self._all.policies(*_path(table)) if self._all else ()))

    def labels(self, enum: Table) -> tuple[Literal, ...]:
        """The values of an enum type in their order."""
        found = self.enum(enum)
        return tuple(Literal(raw=label) for label in found.labels) if found else ()

    def table(self, table: Table) -> SchemaObject | None:
        return self._found("table", *_path(table))

    def view(self, view: Table) -> SchemaObject | None:
        return self._found("view", *_path(view))

    def index(self, index: Table) -> SchemaObject | None:
        return self._found("index", *_path(index))

    def enum(self, enum: Table) -> SchemaObject | None:
        return self._found("enum", *_path(enum))

    def function(self, function: Routine) -> SchemaObject | None:
        """Without types the only one of this name."""
        if not function.arguments:
            same = [each for each in self.functions if isinstance(each, Routine) and each.name == function.name]
            function = same[0] if len(same) == 1 else function
        return self._found("function", *_path(function.name), function.arguments.removeprefix("(").removesuffix(")"))

    def schema(self, name: Identifier) -> SchemaObject | None:
        return self._found("schema", name.raw)

    def extension(self, name: Identifier) -> SchemaObject | None:
        return self._found("extension", name.raw)

    def column(self, table: Table, column: Identifier) -> SchemaObject | None:
        return self._found("column", *_path(table), column.raw)

    def constraint(self, table: Table, constraint: Identifier) -> SchemaObject | None:
        return self._found("constraint", *_path(table), constraint.raw)

    def trigger(self, table: Table, trigger: Identifier) -> SchemaObject | None:
        return self._found("trigger", *_path(table), trigger.raw)

    def policy(self, table: Table, policy: Identifier) -> SchemaObject | None:
        return self._found("policy", *_path(table), policy.raw)

    def _relations(self, kind: str, find: Callable[[Table], SchemaObject | None]) -> Names:
        objects = self._all
        shown = tuple(table(text, name="schema") for text in getattr(objects, kind)) if objects else ()
        return Names(shown, (lambda name: find(name) is not None,))

    def _found(self, kind: str, *names: str) -> SchemaObject | None:
        objects = self._all
        node = getattr(objects, kind)(*names) if objects else None
        return SchemaObject(objects, node) if objects and node else None


def _path(table: Table) -> tuple[str, str]:
    return table.schema.raw if table.schema else "", table.name.raw


def _identifiers(names: Iterable[str]) -> tuple[Identifier, ...]:
    return tuple(Identifier(raw=name) for name in names)
