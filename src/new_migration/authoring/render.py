"""Templates: the only importer of jinja2.

They print typed values and never see raw text; every name in them is declared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from traceback import extract_tb
from typing import Any

import jinja2
import jinja2.bccache
import jinja2.meta
import jinja2.nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from new_migration.authoring.column_facts import collation_of, comment_of
from new_migration.authoring.expressions import column_path
from new_migration.authoring.indexes import Index, index_on
from new_migration.authoring.kinds import Kind, MigrationTemplate
from new_migration.authoring.other_column import bound, checks_on, computing_with, on_other_column, unlike_plain
from new_migration.authoring.restoring import added_constraint, after_the_first, created_index
from new_migration.authoring.routines import RoutineDefinition, routine_definition
from new_migration.authoring.tables import completed, implied_indexes, named, unique_constraints
from new_migration.authoring.type_changes import changes_in_place, compares_with, default_in, is_same_type
from new_migration.authoring.values import (
    ColumnPath,
    Identifier,
    Literal,
    Statements,
    Table,
    derived_name,
    join,
    renamed,
    repeatable,
)
from new_migration.authoring.views import ViewDefinition, view_definition
from new_migration.command_line import shell_line
from new_migration.errors import BadInput, Place, nearest
from new_migration.postgres import sql

# What templates can use beside the fields of their kind.
NAMES = ("online", "schema", "item")
SCRIPT_NAMES = (*NAMES, "migration", "lock_timeout")
FRAME_NAMES = (*SCRIPT_NAMES, "body", "last", "transaction")
# What a template may set for its frame: the SQL that belongs into one transaction with the tracking row.
LAST = "last"
ROLES = ("forward", "rollback", "verify")

_RAW = "raw"


class _Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox in which the raw text of a value cannot be reached."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return attr != _RAW and super().is_safe_attribute(obj, attr, value)


class _CompiledTemplates(jinja2.FileSystemBytecodeCache):
    """Templates compiled in an earlier run, which takes half the time of a run; a full disk only costs that time."""

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


class Templates:
    """The templates of a chain of folders; compiled ones are kept in the folder ``cache``, if it is given."""

    def __init__(self, folders: Sequence[Path], *, cache: Path | None = None) -> None:
        self.folders, self.cache = folders, cache
        self._texts: dict[str, str] = {}

    @cached_property
    def _environment(self) -> _Sandbox:
        environment = _Sandbox(
            loader=jinja2.ChoiceLoader([jinja2.DictLoader(self._texts), jinja2.FileSystemLoader(list(self.folders))]),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
            autoescape=False,
            finalize=_printable,
            bytecode_cache=_CompiledTemplates(str(self.cache), f"{jinja2.__version__}-%s") if self.cache else None,
        )
        environment.filters |= _FILTERS
        environment.globals = {"name": derived_name}
        return environment

    @cached_property
    def _prose(self) -> Any:
        """For texts that are not SQL (titles, names, messages): a text of the user's is printed as it is."""
        return self._environment.overlay(finalize=_printable_in_prose)

    def is_true(self, expression: str, values: Mapping[str, object], *, where: str) -> bool:
        """Whether a ``when`` holds; an empty one does."""
        return bool(self.value(expression, values, where=where)) if expression else True

    def value(self, expression: str, values: Mapping[str, object], *, where: str) -> object:
        """What an expression of ``kind.toml`` gives."""
        with _Errors(where):
            found: object = self._environment.compile_expression(expression, undefined_to_none=False)(**values)
            return found

    def text(self, source: str, values: Mapping[str, object], *, where: str) -> str:
        """A template from ``kind.toml`` filled in."""
        with _Errors(where):
            # Loaded like a file, so that it is compiled only once too; by a name without a quote, which jinja2 prints.
            name = f"text:{sha256(source.encode()).hexdigest()}"
            self._texts[name] = source
            return str(self._prose.get_template(name).render(values)).strip()

    def file(self, name: str, values: Mapping[str, object]) -> str:
        """A template file filled in, ``name`` relative to the folders of the chain."""
        with _Errors(self._path(name)):
            return self._environment.get_template(name).render(values).strip("\n")

    def parts(self, name: str, values: Mapping[str, object]) -> tuple[str, str]:
        """A template file filled in, and what it sets ``last`` to, or ""."""
        with _Errors(self._path(name)):
            template = self._environment.get_template(name)
            try:
                module = template.make_module(dict(values))
            except Exception:
                self._environment.handle_exception()  # as rendering does it: with the lines of the template
            return str(module).strip("\n"), str(getattr(module, LAST, "")).strip("\n")

    def has(self, name: str) -> bool:
        """Whether there is such a template file."""
        return any((folder / name).is_file() for folder in self.folders)

    def variables(self, source: str, *, where: str, expression: bool = False) -> set[str]:
        """The names that a template reads and does not set. Raises BadInput where it reaches for raw text."""
        with _Errors(where):
            tree = self._environment.parse("{{ (" + source + ") }}" if expression else source)
        for node in tree.find_all((jinja2.nodes.Getattr, jinja2.nodes.Const)):
            if _RAW in str(getattr(node, "attr", getattr(node, "value", ""))).split("."):
                raise BadInput("templates print values; the raw text of an answer is out of their reach",
                               where=f"{where}:{node.lineno}")  # fmt: skip
        # What is set in one branch only counts as undeclared for jinja2, also where nobody reads it.
        return jinja2.meta.find_undeclared_variables(tree) & _read(tree)

    def all_variables(self, source: str, *, where: str) -> set[str]:
        """The names that a template reads, also through those that it imports."""
        found = self.variables(source, where=where)
        return found | self._of_imports(source) if "import" in source or "include" in source else found

    def check(self, kind: Kind) -> None:
        """Raise BadInput for names that a kind's templates use but nobody declares, and for fields that none uses."""
        fields = [field.name for field in kind.fields]
        used: set[str] = set()
        for where, source, expression, extra in self._sources(kind):
            found = self.variables(source, where=where, expression=expression)
            used |= self._of_imports(source if not expression else "")
            for name in sorted(found - {*fields, *extra}):
                hint = nearest(name, [*fields, *extra]) or f"declared are {', '.join([*fields, *extra])}"
                raise BadInput(f"{name} is not declared", where=self._place(where, source, name), hint=hint)
            used |= found
        self._check_what_is_set(kind)
        for name in fields:
            if name not in used:
                raise BadInput(f"field {name} is used in no template", where=str(kind.source))

    def _check_what_is_set(self, kind: Kind) -> None:
        """Raise BadInput for what the template of a script sets and nobody reads: SQL would be lost without a word."""
        for migration in kind.migrations:
            for role in ROLES:
                name, frame = template_name(kind, migration, role), f"_frame/{role}.sql.jinja"
                source, where = self._read(name, kind), self._path(name)
                read_by_frame = self.variables(self._read(frame, kind), where=self._path(frame)) & {LAST}
                for unread in sorted(_unread(self._environment.parse(source)) - read_by_frame):
                    hint = nearest(unread, [LAST]) if unread != LAST else f"{self._path(frame)} does not print it"
                    raise BadInput(f"{unread} is set and not used", where=self._place(where, source, unread), hint=hint)

    def _of_imports(self, source: str) -> set[str]:
        """The names that the templates read which a template includes or imports: the frame's macros."""
        found: set[str] = set()
        for name in jinja2.meta.find_referenced_templates(self._environment.parse(source)):
            if name and self.has(name):
                imported = Path(self._path(name)).read_text(encoding="utf-8")
                found |= self.variables(imported, where=name) | self._of_imports(imported)
        return found

    def _sources(self, kind: Kind) -> Iterable[tuple[str, str, bool, tuple[str, ...]]]:
        """Every template of a kind: where it is, its text, whether it is an expression, and the names it may use."""
        toml = str(kind.source)
        for field in kind.fields:
            if isinstance(field.default, str):
                yield f"{toml}: default of {field.name}", field.default, False, ("online", "schema")
            yield f"{toml}: when of {field.name}", field.when or "true", True, ("online", "schema")
            yield f"{toml}: validator of {field.name}", field.validator, False, ("online", "schema", "value")
            yield f"{toml}: among of {field.name}", field.among or "true", True, ("online", "schema")
        for note in kind.notes:
            yield f"{toml}: when of a note", note.when, True, ("online", "schema")
            yield f"{toml}: text of a note", note.text, False, ("online", "schema")
        for migration in kind.migrations:
            yield f"{toml}: when of a migration", migration.when or "true", True, ("online", "schema")
            yield f"{toml}: name of a migration", migration.name, False, NAMES
            yield f"{toml}: title of a migration", migration.title, False, NAMES
            yield toml, "{{ %s }}" % (migration.each or "true"), False, ()
            for role in ROLES:
                name = template_name(kind, migration, role)
                yield self._path(name), self._read(name, kind), False, SCRIPT_NAMES
        for role in ROLES:
            name = f"_frame/{role}.sql.jinja"
            yield self._path(name), self._read(name, kind), False, FRAME_NAMES

    def _path(self, name: str) -> str:
        return next((str(folder / name) for folder in self.folders if (folder / name).is_file()), name)

    def _read(self, name: str, kind: Kind) -> str:
        try:
            return Path(self._path(name)).read_text(encoding="utf-8")
        except FileNotFoundError:
            what = f"the template {name} is missing: a kind has forward, rollback and verify"
            raise BadInput(what, where=str(kind.source)) from None
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"cannot be read: {error}", where=self._path(name)) from None

    def _place(self, where: str, source: str, name: str) -> Place | str:
        found = re.search(rf"\b{name}\b", source)
        return Place.at_offset(where, source, found.start()) if found else where


def _unread(tree: jinja2.nodes.Template) -> set[str]:
    """The names that a template sets and does not read."""
    nodes: list[jinja2.nodes.Assign | jinja2.nodes.AssignBlock]
    nodes = [*tree.find_all(jinja2.nodes.Assign), *tree.find_all(jinja2.nodes.AssignBlock)]
    names = [name for node in nodes for name in (node.target, *node.target.find_all(jinja2.nodes.Name))]
    return {name.name for name in names if isinstance(name, jinja2.nodes.Name)} - _read(tree)


def _read(tree: jinja2.nodes.Template) -> set[str]:
    return {name.name for name in tree.find_all(jinja2.nodes.Name) if name.ctx == "load"}


def template_name(kind: Kind, migration: MigrationTemplate, role: str) -> str:
    """The name of a template in the chain, as ``add-column/index/forward.sql.jinja``."""
    return "/".join(part for part in (kind.name, migration.folder, f"{role}.sql.jinja") if part)


def _literal(value: object) -> str:
    """The SQL text of a value as a string constant, as ``to_regclass('"order"')`` needs it."""
    return sql.quote_literal(str(value))


def _name_literal(identifier: Identifier) -> str:
    """A name as a string constant, as catalogs hold it: ``'order'``."""
    return sql.quote_literal(identifier.raw)


def _shell_word(text: str) -> str:
    """One word of a command line, as a note shows it."""
    return shell_line([text])


def _within(index: Index, table: Table) -> Index:
    return index.within(table)


def _column_path(printed: str) -> ColumnPath:
    return column_path(printed, name="schema")


def _view_definition(statements: Statements) -> ViewDefinition:
    return view_definition(str(statements), name="--restore")


def _routine_definition(statements: Statements) -> RoutineDefinition:
    return routine_definition(statements.texts[0], name="--restore")


_FILTERS = {
    "literal": _literal,
    "name_literal": _name_literal,
    "dollar_quote": sql.dollar_quote,
    "sql": join,
    "completed": completed,
    "named": named,
    "implied_indexes": implied_indexes,
    "unique_constraints": unique_constraints,
    "index_on": index_on,
    "within": _within,
    "changes_in_place": changes_in_place,
    "is_same_type": is_same_type,
    "compares_with": compares_with,
    "default_in": default_in,
    "collation_of": collation_of,
    "comment_of": comment_of,
    "renamed": renamed,
    "repeatable": repeatable,
    "added_constraint": added_constraint,
    "bound": bound,
    "checks_on": checks_on,
    "computing_with": computing_with,
    "on_other_column": on_other_column,
    "unlike_plain": unlike_plain,
    "shell_word": _shell_word,
    "created_index": created_index,
    "after_the_first": after_the_first,
    "column_path": _column_path,
    "view_definition": _view_definition,
    "routine_definition": _routine_definition,
}


def _printable(value: object) -> object:
    """Refuse to print what has no spelling of its own in SQL: a bool, None or a list would come out in Python's."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if type(value).__str__ is object.__str__ and not is_number:
        raise jinja2.TemplateRuntimeError(f"a {type(value).__name__} has no meaning in SQL")
    return value


def _printable_in_prose(value: object) -> object:
    return value.raw if isinstance(value, Literal) else _printable(value)


# What an expression in a template can raise by itself: a wrong argument, a missing attribute, a division by zero.
_PYTHON_ERRORS = TypeError | AttributeError | ValueError | LookupError | ArithmeticError


class _Errors:
    """Turns what jinja2 raises into a BadInput with file and line."""

    def __init__(self, where: str) -> None:
        self.where = where

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: Any) -> None:
        if isinstance(error, jinja2.TemplateSyntaxError):
            name = error.filename or self.where
            raise BadInput(f"not a template: {error.message}", where=f"{name}:{error.lineno}") from None
        if isinstance(error, jinja2.TemplateNotFound):
            raise BadInput(f"there is no template {error.name}", where=self.where) from None
        if isinstance(error, jinja2.TemplateError | _PYTHON_ERRORS):
            # jinja2 puts the lines of the templates into the traceback.
            lines = [f":{frame.lineno}" for frame in extract_tb(traceback) if frame.filename == self.where]
            raise BadInput(f"the template fails: {error}", where=self.where + "".join(lines[-1:])) from None
