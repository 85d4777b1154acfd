"""Several statements as one message to the server, which spares ways there and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from new_migration.errors import MigrationError, Place
from new_migration.postgres.database import Connection
from new_migration.postgres.refusals import refusals
from new_migration.postgres.sql import Statement

if TYPE_CHECKING:
    import psycopg
    from psycopg.pq.abc import PGresult


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """SQL that divides by zero where a script must not be committed, and what to raise then at its COMMIT's place."""

    sql: str
    refusal: Callable[[Place], MigrationError]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """What goes to the server together with a script: ``checks`` before its COMMIT, the ``reset`` of the session after.

    The reset does what that of the script's executor does.
    """

    checks: Sequence[Check]
    reset: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Failure:
    """Which statement of a message failed and how, and whether that was after its COMMIT."""

    index: int
    error: psycopg.Error
    is_committed: bool


def run_message(connection: Connection, statements: Sequence[Statement], text: str, name: str) -> None:
    """Run statements that stand beside each other in ``text``. Raises ServerRefused with the place."""
    first, last = statements[0], statements[-1]
    with refusals(first, text, name, connection):
        failure = _send(connection, text[first.offset : last.offset + len(last.text)])
    if failure:
        _refuse(connection, statements, text, name, failure)


def run_with_ending(
    connection: Connection, statements: Sequence[Statement], text: str, name: str, ending: Ending
) -> bool:
    """Run a script whose only COMMIT is the last of its statements; whether the reset after it went through too.

    Raises as ``run_message`` does, and what the checks say; then nothing was committed.
    """
    import psycopg

    *head, commit = statements
    checks = "".join(f"{check.sql};\n" for check in ending.checks)
    sql = f"{text[head[0].offset : commit.offset]}{checks}{commit.text};\n{ending.reset}"
    with refusals(head[0], text, name, connection):
        failure = _send(connection, sql)
    if not failure or failure.is_committed:
        return not failure
    if failure.index < len(head):
        _refuse(connection, head, text, name, failure)
    failed = dict(enumerate(ending.checks, len(head))).get(failure.index)
    if failed and isinstance(failure.error, psycopg.errors.DivisionByZero):
        raise failed.refusal(Place.at_offset(name, text, commit.offset))
    with refusals(None if failed else commit, text, name, connection):
        raise failure.error


def _send(connection: Connection, sql: str) -> _Failure | None:
    """Send a message. psycopg's own way to do so forgets which statement it is that fails."""
    from psycopg import generators
    from psycopg.errors import error_from_result
    from psycopg.pq import ExecStatus

    encoding = connection.info.encoding
    with connection.lock:
        connection.pgconn.send_query(sql.encode(encoding))
        results: list[PGresult] = connection.wait(generators.execute(connection.pgconn))
    for index, each in enumerate(results):
        if each.status == ExecStatus.FATAL_ERROR:
            # Not by its index: a rule can make one statement return more than one result.
            is_committed = any(before.command_status == b"COMMIT" for before in results[:index])
            return _Failure(index=index, error=error_from_result(each, encoding), is_committed=is_committed)
    return None


def _refuse(
    connection: Connection, statements: Sequence[Statement], text: str, name: str, failure: _Failure
) -> NoReturn:
    """Raise the error of one of the statements that a message begins with."""
    # Where the server says no place it is the statement's; its places count from the first one.
    index = 0 if failure.error.diag.statement_position else min(failure.index, len(statements) - 1)
    with refusals(statements[index], text, name, connection):
        raise failure.error
