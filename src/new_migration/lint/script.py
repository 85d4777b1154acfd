"""One file as the rules see it: its statements, which of them are inside a transaction, its comments and its header."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from new_migration.errors import BadInput
from new_migration.history.migration import Migration, Role
from new_migration.lint.syntax import choice, inner, object_name
from new_migration.postgres.sql import Statement, Token, split, string_constants, tokens

TRACKING_TABLE = "schema_migrations"
HEADINGS = {"forward": "Migration", "rollback": "Rollback", "verify": "Verify"}

_HEADING = re.compile(r"--[ \t]*(Migration|Rollback|Verify)[ \t]+([^\s:]+)[ \t]*(?::[ \t]*(.*))?", re.IGNORECASE)
_COMMAND = re.compile(r"^--[ \t]*Command:[ \t]*new-migration[ \t]+(.*)$", re.MULTILINE)
_OPTION = re.compile(r"(?<!\S)(--[a-z][a-z-]*)(?!\S)")
# What stands in quotes is no option of ours.
_QUOTED = re.compile(r"\$?'(?:[^'\\]|\\.)*'|\"[^\"]*\"")
# Bytes that are no UTF-8, as ``surrogateescape`` reads them.
_UNDECODED = re.compile("[\udc80-\udcff]")
_BACKSLASH = re.compile(r"(?m)^[ \t]*\\.*$")
_RECORDING = {"InsertStmt", "DeleteStmt", "UpdateStmt"}
_LONE_KINDS = {"VacuumStmt", "CreatedbStmt", "DropdbStmt", "CreateTableSpaceStmt", "DropTableSpaceStmt",
               "AlterSystemStmt", "CreateSubscriptionStmt", "DropSubscriptionStmt"}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A statement; ``inside``: it runs in a transaction that the file has begun. ``control`` as in ``Statement``."""

    kind: str
    control: str
    node: Any
    text: str
    offset: int
    inside: bool

    @property
    def end(self) -> int:
        return self.offset + len(self.text)

    @property
    def is_frame(self) -> bool:
        """Whether it does nothing by itself: a setting, or the transaction."""
        return bool(self.control) or self.kind == "VariableSetStmt"

    @property
    def records(self) -> bool:
        """Whether it changes the tracking table."""
        return self.kind in _RECORDING and self.node.relation.relname == TRACKING_TABLE

    @property
    def does_something(self) -> bool:
        """Whether it changes the schema or the data, the tracking row aside. A query does so by calling a function."""
        if self.kind == "SelectStmt":
            targets = [inner(inner(each).val) for each in self.node.target_list]
            return any(each is not None and each.DESCRIPTOR.name == "FuncCall" for each in targets)
        return not self.is_frame and not self.records

    @property
    def is_concurrent(self) -> bool:
        """Whether it says CONCURRENTLY and is refused inside a transaction for it."""
        if self.kind in {"IndexStmt", "DropStmt"}:
            return bool(self.node.concurrent)
        if self.kind == "ReindexStmt":
            return any(inner(each).defname == "concurrently" for each in self.node.params)
        return self.kind == "AlterTableStmt" and any(
            choice(command, "subtype") == "AT_DetachPartition" and command.def_.concurrent for command in commands(self)
        )

    @property
    def is_lone(self) -> bool:
        """Whether the server refuses it inside a transaction (PostgreSQL 18, SQL commands)."""
        if self.kind == "ReindexStmt" and self.node.kind:
            kind = choice(self.node, "kind")
            return self.is_concurrent or kind in {"REINDEX_OBJECT_SCHEMA", "REINDEX_OBJECT_SYSTEM",
                                                  "REINDEX_OBJECT_DATABASE"}  # fmt: skip
        if self.kind == "VacuumStmt":  # ANALYZE is one too
            return bool(self.node.is_vacuumcmd)
        is_of_all = self.kind == "ClusterStmt" and not self.node.relation.relname
        return self.kind in _LONE_KINDS or self.is_concurrent or is_of_all

    @property
    def body(self) -> str:
        """The body of a DO block; "" of anything else."""
        if self.kind != "DoStmt":
            return ""
        return next((inner(each).arg.string.sval for each in self.node.args if inner(each).defname == "as"), "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A part of an ALTER TABLE. ``def_``: what it defines, or None."""

    node: Any
    def_: Any

    @property
    def DESCRIPTOR(self) -> Any:  # noqa: N802 - as the messages have it
        return self.node.DESCRIPTOR

    @property
    def subtype(self) -> int:
        return int(self.node.subtype)

    @property
    def name(self) -> str:
        return str(self.node.name)


def commands(step: Step) -> Iterator[Command]:
    """The parts of an ALTER TABLE; none of another statement."""
    if step.kind == "AlterTableStmt":
        for each in step.node.cmds:
            node = each.alter_table_cmd
            yield Command(node=node, def_=inner(getattr(node, "def")) if node.HasField("def") else None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """What keeps a text from being read as SQL, at a character offset."""

    offset: int
    what: str
    hint: str
    is_of_psql: bool


@dataclass(kw_only=True, slots=True, eq=False)
class ScriptFile:
    """A file by its name, with the migration that it belongs to and its role in it.

    ``command``: what its Command line says behind the name of the program, or "".
    """

    name: str
    text: str
    role: Role
    migration: Migration
    steps: tuple[Step, ...] = ()
    problems: tuple[Problem, ...] = ()
    command: str = ""
    _tokens: tuple[Token, ...] | None = field(default=None, repr=False)
    _words: frozenset[str] | None = field(default=None, repr=False)

    @classmethod
    def read(cls, name: str, text: str, role: Role, migration: Migration) -> ScriptFile:
        """Parse a text. What is no SQL becomes a problem; commands of psql are passed over, the rest is read."""
        undecoded = _UNDECODED.search(text)
        if undecoded:
            problem = Problem(
                offset=undecoded.start(), what="this file is not UTF-8", hint="save it as UTF-8", is_of_psql=False
            )
            return cls(name=name, text=plain(text), role=role, migration=migration, problems=(problem,))
        problems: list[Problem] = []
        left = text
        while True:
            try:
                statements = split(left, name=name)
                break
            except BadInput as error:
                problem = _problem(left, error)
                problems.append(problem)
                rest = _BACKSLASH.sub(_blanked, left) if problem.is_of_psql else left
                if rest == left:
                    statements = ()
                    break
                problems += [_of_psql(match.start()) for match in _BACKSLASH.finditer(left, problem.offset + 1)]
                left = rest
        return cls(
            name=name,
            text=text,
            role=role,
            migration=migration,
            steps=tuple(_steps(statements)),
            problems=tuple(problems),
            command=command[1] if (command := _COMMAND.search(text)) else "",
        )

    @property
    def is_readable(self) -> bool:
        """Whether its statements are known."""
        return bool(self.steps) or not self.problems

    def of(self, *kinds: str) -> list[Step]:
        """Its statements of these kinds."""
        return [step for step in self.steps if step.kind in kinds]

    @property
    def doing(self) -> list[Step]:
        """The statements that change something, the tracking row aside."""
        return [step for step in self.steps if step.does_something]

    @property
    def recording(self) -> list[Step]:
        """The statements that change the tracking table."""
        return [step for step in self.steps if step.records]

    @property
    def concerns_tracking_table(self) -> bool:
        """Whether it makes or drops the tracking table, and so cannot have a row there before or after."""
        makes = (step.node.relation.relname for step in self.of("CreateStmt"))
        drops = (part for step in self.of("DropStmt") for each in step.node.objects for part in object_name(each)[-1:])
        return TRACKING_TABLE in {*makes, *drops}

    @property
    def comments(self) -> list[Token]:
        return [token for token in self.all_tokens if token.is_comment]

    @property
    def all_tokens(self) -> tuple[Token, ...]:
        """All tokens; none where the text cannot be read."""
        if self._tokens is None:
            try:
                self._tokens = tokens(self.text, name=self.name)
            except BadInput:
                self._tokens = ()
        return self._tokens

    @property
    def words_of_blocks(self) -> frozenset[str]:
        """The names that stand in its DO blocks, which are not looked into further."""
        if self._words is None:
            self._words = frozenset(word for step in self.of("DoStmt") for word in names_in(step.body))
        return self._words

    @property
    def heading(self) -> re.Match[str] | None:
        """The first line, if it is one of ours: the word, the number, and the title or None."""
        return _HEADING.fullmatch(self.text.split("\n", 1)[0].rstrip("\r"))

    @property
    def kind(self) -> str:
        """The change kind that its Command line names, or ""."""
        return next(iter(self.command.split()), "")

    def was_asked(self, option: str) -> bool:
        """Whether its Command line has an option, as ``--offline``: then the author has chosen so."""
        return option in _OPTION.findall(_QUOTED.sub("''", self.command))

    def constants(self, step: Step) -> list[str]:
        """The string constants of a statement, without their quotes."""
        return [each.strip("'").replace("''", "'") for each in string_constants(step.text, name=self.name)]


def is_utf8(text: str) -> bool:
    """Whether a text that was read with ``surrogateescape`` holds no byte that is not UTF-8."""
    return _UNDECODED.search(text) is None


def plain(text: str) -> str:
    """The text as it can be shown and parsed: a replacement character for each byte that is not UTF-8."""
    return _UNDECODED.sub("\ufffd", text)


def names_in(body: str) -> list[str]:
    """The identifiers and the words in string constants of a text in PL/pgSQL."""
    try:
        found = tokens(body, name="")
    except BadInput:
        return []
    words = [token.text for token in found if token.is_name]
    constants = [token.text.strip("'") for token in found if token.kind == "SCONST"]
    return [each.strip('"').replace('""', '"') for each in words] + [
        word for each in constants for word in (each, each.replace('"', "").split(".")[-1])
    ]


def _steps(statements: tuple[Statement, ...]) -> Iterator[Step]:
    inside = False
    for each in statements:
        control = each.control
        if control in {"COMMIT", "ROLLBACK", "PREPARE"}:
            inside = False
        yield Step(kind=each.kind, control=control, node=each.node, text=each.text, offset=each.offset, inside=inside)
        if control in {"BEGIN", "START"}:
            inside = True


def _problem(text: str, error: BadInput) -> Problem:
    offset = 0
    if error.where and error.where.line:
        starts = [0, *(match.end() for match in re.finditer("\n", text))]
        offset = starts[error.where.line - 1] + error.where.column - 1
    return Problem(offset=offset, what=error.what, hint=error.hint, is_of_psql="psql" in error.what)


def _of_psql(offset: int) -> Problem:
    return Problem(offset=offset, what="a psql command (\\…) is not SQL", hint="", is_of_psql=True)


def _blanked(match: re.Match[str]) -> str:
    return " " * len(match[0])
