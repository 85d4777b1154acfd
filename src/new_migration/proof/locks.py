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
from new_migration.postgres.database import Connection, Notice, execute, in_transaction, query
from new_migration.postgres.sql import Statement, quote_literal, tokens
from new_migration.proof.lone_statements import Lone, lone
from new_migration.proof.relations import MODES, State, read_state, strongest

# What a lock does to an application while it is held (PostgreSQL 18, table 13.2).
_BLOCKS_WRITES = ("SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE")
_BLOCKS_ALL = "ACCESS EXCLUSIVE"
# An index is locked so whenever its table is read or written: nothing to tell.
_MERE_USE = ("ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE")


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementTrace:
    """What one statement did to relations that were there before its script; those that the script made are left out.

    ``line``: where it starts in its file. ``statement``: its first words. ``locks``: by relation, the strongest mode
    that it took and its transaction did not hold yet, in PostgreSQL's words. ``held``: by relation, the mode
    that blocks others and was held when the statement began. ``rewritten``: tables and materialised views that
    got a new file (empty ones after TRUNCATE). ``scanned``: tables read from end to end to check their rows.
    ``built``: indexes built or built anew. ``note``: what else is to be known, as why there are no locks.
    """

    line: int
    statement: str
    locks: Mapping[str, str]
    held: Mapping[str, str]
    rewritten: tuple[str, ...] = ()
    scanned: tuple[str, ...] = ()
    built: tuple[str, ...] = ()
    note: str = ""

    def __str__(self) -> str:
        return f"line {self.line} {self.statement}: " + "; ".join(self._parts())

    def _parts(self) -> Iterator[str]:
        work = [
            f"{verb} {', '.join(names)}"
            for verb, names in (("rewrites", self.rewritten), ("scans", self.scanned), ("builds", self.built))
            if names
        ]
        if self.locks:
            yield from _in_words(self.locks)
        elif not self.note:
            yield "no lock that was not held before" if self.held else "no lock on what was there before"
        yield from work
        if work and self.held:
            yield f"under {', '.join(_in_words(self.held))} since before"
        if self.note:
            yield self.note


def _in_words(locks: Mapping[str, str]) -> Iterator[str]:
    """One phrase for each mode, the strongest first."""
    for mode in sorted(set(locks.values()), key=MODES.index, reverse=True):
        relations = ", ".join(sorted(name for name, taken in locks.items() if taken == mode))
        yield f"{mode} on {relations} ({effect(mode)})"


def effect(mode: str) -> str:
    """What a lock in this mode does to an application that reads and writes the table."""
    if mode == _BLOCKS_ALL:
        return "blocks reads and writes"
    return "blocks writes" if mode in _BLOCKS_WRITES else "blocks neither reads nor writes"


class Tracer:
    """Watches one script for ``run_script``; ``traces`` has its statements so far, in their order.

    A statement outside a transaction runs in one that we put round it, so that its locks can be read; where that
    cannot be, the documentation says what it locks. Settings and transaction control are not traced.
    """

    def __init__(self) -> None:
        self._traces: list[StatementTrace] = []
        self._start: State | None = None
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
        if statement.kind in _NOT_TRACED:
            yield
            return
        before = read_state(connection)
        self._start = self._start or before
        alone = None if in_transaction(connection) else lone(connection, statement, before)
        with nullcontext() if alone or in_transaction(connection) else _transaction(connection, place):
            with self._listening(connection):
                yield
            after = read_state(connection)
            work = _Work(connection, statement, self._start, before, after, self._messages)
            trace = work.trace(place.line, alone)
        self._traces.append(trace)

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
        raise ServerRefused(error.what, where=place, hint=error.hint) from error
