"""What each statement of a script locks, rewrites, scans and builds, observed while it runs on a real server.

The locks are those that our own session holds in pg_locks after the statement, less those from before it. That a table
is scanned only the server's debug messages tell; they come for empty tables too (PostgreSQL 14 to 18).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from new_migration.errors import Place, ServerRefused
from new_migration.postgres.database import Connection, execute, in_transaction, query
from new_migration.postgres.scripts import Notice
from new_migration.postgres.sql import Statement, quote_literal
from new_migration.proof.lone_statements import Lone, lone
from new_migration.proof.relations import Relation, State, read_state, strongest
from new_migration.proof.statement_trace import StatementTrace, blocks, first_words

# They scan without a word: tables with a column of the domain; the default partition, for rows of a new one.
_SILENT = ("AlterDomainStmt", "CreateStmt")

# An index is locked so whenever its table is read or written.
_MERE_USE = ("ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE")


class Tracer:
    """Watches one script for ``run_script``; ``traces`` has its statements so far, in their order.

    A statement outside a transaction runs in one that we put round it, so that its locks can be read; where that
    cannot be, the documentation says what it locks. Settings and transaction control are not traced.
    """

    def __init__(self) -> None:
        self._traces: list[StatementTrace] = []
        self._start: State | None = None
        self._latest: State | None = None  # after the statement before, in the same transaction
        self._level = ""  # client_min_messages without us, while a statement runs
        self._messages: list[str] = []

    @property
    def traces(self) -> tuple[StatementTrace, ...]:
        return tuple(self._traces)

    def takes(self, notice: Notice) -> bool:
        """Keep the server's debug messages; whatever the session's own setting would have kept back goes nowhere."""
        if not self._level:
            return False
        if notice.severity == "DEBUG":
            self._messages.append(notice.message)
        return notice.severity in _SEVERITIES and _SEVERITIES.index(notice.severity) < _rank(self._level)

    @contextmanager
    def around(self, connection: Connection, statement: Statement, place: Place) -> Iterator[None]:
        """Trace a statement. Raises ServerRefused."""
        if not _is_traced(statement, connection):
            self._latest = None
            yield
            return
        before = self._latest or read_state(connection)
        self._start = self._start or before
        alone = None if in_transaction(connection) else lone(connection, statement, before)
        with nullcontext() if alone or in_transaction(connection) else _transaction(connection, place):
            if statement.kind in _SILENT:  # the server may have begun to count scans anew between transactions
                before = read_state(connection)
            with self._listening(connection):
                yield
            after = read_state(connection)
            step = _Step(
                statement=statement,
                alone=alone,
                start=self._start,
                before=before,
                after=after,
                messages=tuple(self._messages),
                foreign_keys=_foreign_keys(connection, self._messages),
            )
        self._traces.append(step.trace(place.line))
        self._latest = after if in_transaction(connection) else None

    @contextmanager
    def _listening(self, connection: Connection) -> Iterator[None]:
        """Have the server say what it does. The setting is as the script left it afterwards."""
        ((self._level,),) = query(connection, "SELECT current_setting('client_min_messages')")
        self._messages = []
        local = "true" if in_transaction(connection) else "false"
        execute(connection, f"SELECT set_config('client_min_messages', 'debug1', {local})")
        yield
        # Not after an error: then the script ends, its settings are reset, and until then nobody wants to hear it.
        back = f"SELECT set_config('client_min_messages', {quote_literal(self._level)}, {local})"
        execute(connection, f"{back} WHERE current_setting('client_min_messages') = 'debug1'")
        self._level = ""


# Weaker ones first, with the settings that let them through (PostgreSQL 18, client_min_messages); INFO always comes.
_SEVERITIES = ("DEBUG", "LOG", "NOTICE", "WARNING")


def _rank(level: str) -> int:
    """How many of the severities a setting of client_min_messages keeps back."""
    word = re.sub(r"\d", "", level.upper())
    return _SEVERITIES.index(word) if word in _SEVERITIES else len(_SEVERITIES)


# Without locks on relations, or with a meaning that a transaction of ours would change.
_NOT_TRACED = frozenset(
    {
        "TransactionStmt",
        "VariableSetStmt",
        "VariableShowStmt",
        "ConstraintsSetStmt",
        "DiscardStmt",
        "ListenStmt",
        "UnlistenStmt",
        "NotifyStmt",
        "DeallocateStmt",
        "CheckPointStmt",
        "LoadStmt",
    }
)
# Refused outside a transaction (RequireTransactionBlock), and so not to be put into one of ours.
_NEEDS_TRANSACTION = frozenset({"LockStmt", "DeclareCursorStmt"})


@contextmanager
def _transaction(connection: Connection, place: Place) -> Iterator[None]:
    """A transaction of ours round a statement; what is refused at its end is the statement's error."""
    execute(connection, "BEGIN")
    yield
    try:
        execute(connection, "COMMIT")
    except ServerRefused as error:
        error.where = place
        raise


def _is_traced(statement: Statement, connection: Connection) -> bool:
    if statement.kind in _NEEDS_TRANSACTION:
        return in_transaction(connection)
    return statement.kind not in _NOT_TRACED


@dataclass(frozen=True, kw_only=True, slots=True)
class _Step:
    """A statement, the states at the start of its script, before and after it, and what the server said meanwhile.

    ``alone`` is there where it runs in no transaction; ``foreign_keys`` has the tables on both sides by the key's name.
    """

    statement: Statement
    alone: Lone | None
    start: State
    before: State
    after: State
    messages: tuple[str, ...]
    foreign_keys: Mapping[str, set[int]]

    def trace(self, line: int) -> StatementTrace:
        return StatementTrace(
            line=line,
            statement=first_words(self.statement),
            locks=self._named(self._documented(self.alone) if self.alone else self._taken()),
            held=self._named(self._held()),
            rewritten=() if self._is_truncation else self._names(self._rewritten()),
            scanned=self._names(self._scanned()),
            built=() if self._is_truncation else self._names(self._built()),
            note="; ".join(self._notes()),
        )

    @property
    def _is_truncation(self) -> bool:
        """New files all the same, but nothing is written to them."""
        return self.statement.kind == "TruncateStmt"

    def _scanned(self) -> set[int]:
        """The tables read to check their rows. A message names a table without its schema: it is one that we locked."""
        verified = set(_quoted("verifying table", self.messages))
        found = {oid for oid, relation in self._tables() if relation.bare_name in verified}
        for key in _quoted(_VALIDATING, self.messages):
            found |= self.foreign_keys.get(key, set())
        if self.statement.kind in _SILENT:
            found |= {oid for oid, relation in self._tables() if relation.scans > self.before.relations[oid].scans}
        return {oid for oid in found if oid in self.after.locks and oid in self.start.relations}

    def _taken(self) -> dict[int, str]:
        taken = {oid: modes - self.before.locks.get(oid, frozenset()) for oid, modes in self.after.locks.items()}
        return {oid: strongest(modes) for oid, modes in taken.items() if modes}

    def _held(self) -> dict[int, str]:
        held = {oid: strongest(modes) for oid, modes in self.before.locks.items()}
        return {oid: mode for oid, mode in held.items() if blocks(mode)}

    def _documented(self, alone: Lone) -> dict[int, str]:
        found = dict(alone.locks)
        built, rewritten = self._built(), self._rewritten()
        tables = {self.after.relations[index].table for index in built}
        for oids, mode in ((tables, alone.on_tables), (built, alone.on_indexes), (rewritten, alone.on_rewritten)):
            found |= dict.fromkeys(oids, mode) if mode else {}
        return found

    def _rewritten(self) -> set[int]:
        """The tables with a new file."""
        return {oid for oid, relation in self._tables() if relation.file != self.before.relations[oid].file}

    def _built(self) -> set[int]:
        """The indexes with a new file: one with a new oid and an old file was only defined anew (TryReuseIndex)."""
        files = {relation.file for relation in self.before.relations.values()}
        return {
            oid
            for oid, relation in self.after.relations.items()
            if relation.kind == "i" and relation.table in self.start.relations and relation.file not in files
        }

    def _notes(self) -> Iterator[str]:
        if self.alone and self.alone.note:
            yield self.alone.note
        if self._is_truncation:
            yield "empties them at once, whatever their size"
        for message in self.messages:
            if "existing constraints on column" in message or "implied by existing constraints" in message:
                yield f"no scan: {message}"

    def _tables(self) -> Iterator[tuple[int, Relation]]:
        """The tables that were there at the start and are still there."""
        for oid, relation in self.after.relations.items():
            if relation.holds_rows and oid in self.start.relations:
                yield oid, relation

    def _named(self, locks: Mapping[int, str]) -> dict[str, str]:
        """By the name at the time, without what the script made."""
        named = {}
        for oid, mode in locks.items():
            relation = self.before.relations.get(oid) or self.start.relations.get(oid)
            if relation and oid in self.start.relations and not _goes_without_saying(relation, mode, locks):
                named[relation.name] = mode
        return dict(sorted(named.items()))

    def _names(self, oids: Iterable[int]) -> tuple[str, ...]:
        return tuple(sorted(self.after.relations[oid].name for oid in oids))


def _goes_without_saying(relation: Relation, mode: str, locks: Mapping[int, str]) -> bool:
    """Whether a lock on an index is that of its mere use, or no stronger than the one on its table."""
    if not relation.is_index:
        return False
    on_table = locks.get(relation.table, "")
    return mode in _MERE_USE or (bool(on_table) and strongest([mode, on_table]) == on_table)


_VALIDATING = "validating foreign key constraint"


def _foreign_keys(connection: Connection, messages: Iterable[str]) -> dict[str, set[int]]:
    """The tables on both sides of the foreign keys that were validated, by the name of the key."""
    names = ", ".join(map(quote_literal, _quoted(_VALIDATING, messages)))
    found: dict[str, set[int]] = {}
    if names:
        keys = "SELECT conname, conrelid, confrelid FROM pg_catalog.pg_constraint WHERE contype = 'f'"
        for name, table, referenced in query(connection, f"{keys} AND conname IN ({names})"):
            found.setdefault(name, set()).update((table, referenced))
    return found


def _quoted(words: str, messages: Iterable[str]) -> Iterator[str]:
    """The names that follow ``words`` in messages."""
    for message in messages:
        match = re.fullmatch(f'{words} "(.*)"', message, re.DOTALL)
        if match:
            yield match[1]
