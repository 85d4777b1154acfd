"""Run a script as psql would, statement by statement, or ask it for rows; leave the session as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from new_migration.errors import BadInput, Place
from new_migration.postgres.database import Connection, Row, close_if_busy, execute, in_transaction
from new_migration.postgres.message import Ending, run_message, run_with_ending
from new_migration.postgres.refusals import refusals
from new_migration.postgres.sql import Statement, split

if TYPE_CHECKING:
    import psycopg


# DISCARD ALL (PostgreSQL 18, SQL commands) without pg_advisory_unlock_all: a lock that the caller holds is his.
RESET = """CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL; DEALLOCATE ALL; UNLISTEN *;
DISCARD PLANS; DISCARD TEMP; DISCARD SEQUENCES"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What a server says by the way: ``severity`` as NOTICE or WARNING, the message, and its detail and hint or ""."""

    severity: str
    message: str
    detail: str
    hint: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """The rows of one statement of a script, and the names and types of its columns."""

    statement: Statement
    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[Row, ...]


class Executor(Protocol):
    """How the statements of a script reach the server. Raises psycopg's errors, which ``run_script`` explains."""

    def execute(self, connection: Connection, statement: Statement) -> None:
        """Run one statement, whose rows nobody wants."""
        ...

    def reset(self, connection: Connection) -> None:
        """Take back what the script has left open, and its settings."""
        ...


class StatementWatch(Protocol):
    """What ``run_script`` lets look at a script while it runs."""

    def around(self, connection: Connection, statement: Statement, place: Place) -> AbstractContextManager[None]:
        """The block in which a statement runs. It may run SQL of its own before and, if that succeeds, after it."""
        ...

    def takes(self, notice: Notice) -> bool:
        """Keep a notice that comes only because of the watch; False passes it on to the caller."""
        ...


def run_script(  # noqa: PLR0913 - what is run, and how
    connection: Connection,
    text: str,
    *,
    name: str,
    on_notice: Callable[[Notice], None] | None = None,
    watch: StatementWatch | None = None,
    wrapped: bool = False,
    statements: Sequence[Statement] | None = None,
    together: bool = False,
    executor: Executor | None = None,
    ending: Ending | None = None,
) -> None:
    """Run a whole migration file, statement by statement, with its own BEGIN and COMMIT or without any.

    ``name`` is the file's name for error messages. ``wrapped``: in one transaction of ours; the file has none then.
    ``statements`` are the text's, where they are known already (``plain_statements``). ``together``: what comes before
    the COMMIT is sent at once, which spares the way to the server and back; ``watch`` then sees it as one statement.
    ``executor``: how statements reach the server, where that is not a session of our own.
    ``ending``: goes with the script, whose only COMMIT is its last statement, in one message, which spares all ways to
    the server and back but one; ``watch`` then sees the first statement, and the checks may raise what they say.
    The connection must be in autocommit mode and outside a transaction.
    Stops at the first error and rolls back what the file left open; the session's settings are reset afterwards.
    Raises BadInput if the text is no plain SQL or does not end its transaction, ServerRefused with the place in the
    file if the server refuses a statement.
    """
    statements = plain_statements(text, name) if statements is None else statements
    with _session(connection, on_notice, watch, executor) as leaving:
        if ending:
            with _watched(connection, statements[0], text, name, watch):
                if run_with_ending(connection, statements, text, name, ending):
                    leaving.pop_all()
            return
        if wrapped:
            execute(connection, "BEGIN")
        for group in _up_to_commit(statements) if together else ([each] for each in statements):
            with _watched(connection, group[0], text, name, watch):
                _execute_all(connection, group, text, name, executor)
        if wrapped:
            _commit(connection, statements, text, name)
        _refuse_open_transaction(connection, statements, text, name)


def query_script(  # noqa: PLR0913 - what is asked, and how
    connection: Connection,
    text: str,
    *,
    name: str,
    seconds: float = 0,
    watch: StatementWatch | None = None,
    executor: Executor | None = None,
) -> tuple[Result, ...]:
    """Run a script that only reads, in a transaction of ours; the results of those statements that return rows.

    In a transaction that is open, it sees what that has done, and leaves it as it was; after an error it is broken.
    ``seconds``: how long a statement may take; 0 leaves that to the server. Raises as ``run_script`` does; the server
    refuses a statement that writes.
    """
    statements = plain_statements(text, name)
    for statement in statements:
        if statement.control:
            where = Place.at_offset(name, text, statement.offset)
            raise BadInput("a script that only reads has no transaction of its own", where=where)
    limit = f"; SET LOCAL statement_timeout = {int(seconds * 1000)}" if seconds else ""
    results = []
    is_inside = in_transaction(connection)
    with _savepoint(connection) if is_inside else _session(connection, watch=watch, executor=executor):
        begin = "SET LOCAL transaction_read_only = on" if is_inside else "BEGIN READ ONLY"
        # After its first query a transaction cannot be made to write any more (PostgreSQL 18, SET TRANSACTION).
        execute(connection, f"{begin}{limit}; SELECT")
        for statement in statements:
            with _watched(connection, statement, text, name, watch):
                result = _execute(connection, statement, text, name)
            if result is not None:
                results.append(result)
    return tuple(results)


def plain_statements(text: str, name: str) -> tuple[Statement, ...]:
    """The statements of a file. Raises BadInput for COPY FROM STDIN and TO STDOUT, whose other end is psql.

    And for what is no SQL, with its place.
    """
    try:
        statements = split(text, name=name)
    except BadInput as error:
        _refuse_copy_data(text, name, error)
        raise
    for statement in statements:
        if _is_copy_of_psql(statement):
            raise _copy_refusal(text, name, statement)
    return statements


def _refuse_copy_data(text: str, name: str, error: BadInput) -> None:
    """Where what cannot be parsed are the data lines after a COPY … FROM STDIN, say that instead."""
    if not error.where or not error.where.line:
        return
    before = "\n".join(text.split("\n")[: error.where.line - 1])
    head = before[: before.rfind(";") + 1]
    try:
        *_, last = split(head, name=name)
    except (BadInput, ValueError):
        return
    if _is_copy_of_psql(last):
        raise _copy_refusal(text, name, last) from None


def _is_copy_of_psql(statement: Statement) -> bool:
    return statement.kind == "CopyStmt" and not statement.node.filename


def _copy_refusal(text: str, name: str, statement: Statement) -> BadInput:
    where = Place.at_offset(name, text, statement.offset)
    if statement.node.is_from:
        return BadInput("COPY … FROM STDIN needs psql to send its data", where=where, hint="write the rows as INSERT")
    return BadInput(
        "COPY … TO STDOUT needs psql to take its data", where=where, hint="leave it out: it changes nothing"
    )


@contextmanager
def _session(
    connection: Connection,
    on_notice: Callable[[Notice], None] | None = None,
    watch: StatementWatch | None = None,
    executor: Executor | None = None,
) -> Iterator[ExitStack]:
    """Pass on notices, and leave the connection idle and with its initial settings, whatever happens.

    Gives the stack of what is to be done in the end, for who has done it already.
    """
    if not connection.autocommit or in_transaction(connection):
        raise ValueError("a script needs a connection in autocommit mode and outside a transaction")

    def pass_on(diagnostic: psycopg.errors.Diagnostic) -> None:
        notice = _notice(diagnostic)
        if not (watch and watch.takes(notice)) and on_notice:
            on_notice(notice)

    with ExitStack() as leaving:
        leaving.callback(_leave, connection, executor)
        connection.add_notice_handler(pass_on)
        try:
            yield leaving
        finally:
            connection.remove_notice_handler(pass_on)


@contextmanager
def _savepoint(connection: Connection) -> Iterator[None]:
    """Take back in the end what the block has set."""
    execute(connection, "SAVEPOINT new_migration")
    try:
        yield
    finally:
        close_if_busy(connection)
    execute(connection, "ROLLBACK TO SAVEPOINT new_migration; RELEASE SAVEPOINT new_migration")


def _leave(connection: Connection, executor: Executor | None) -> None:
    """Make the session as it was; one that cannot be is closed, so that nothing of a script reaches the next."""
    import psycopg

    close_if_busy(connection)
    if connection.closed:
        return
    try:
        if executor:
            executor.reset(connection)
        else:
            connection.rollback()
            connection.execute(RESET)
    except psycopg.Error:
        connection.close()


def _watched(
    connection: Connection, statement: Statement, text: str, name: str, watch: StatementWatch | None
) -> AbstractContextManager[None]:
    if not watch:
        return nullcontext()
    return watch.around(connection, statement, Place.at_offset(name, text, statement.offset))


def _execute(connection: Connection, statement: Statement, text: str, name: str) -> Result | None:
    with refusals(statement, text, name, connection):
        cursor = connection.execute(statement.text)
        if cursor.description is None:
            return None
        columns = tuple(column.name for column in cursor.description)
        types = tuple(column.type_display for column in cursor.description)
        return Result(statement=statement, columns=columns, types=types, rows=tuple(cursor.fetchall()))


def _up_to_commit(statements: Sequence[Statement]) -> Iterator[Sequence[Statement]]:
    """The statements before the COMMIT, and then each by itself."""
    commit = next((index for index, each in enumerate(statements) if each.control == "COMMIT"), 0)
    if commit:
        yield statements[:commit]
    yield from ([each] for each in statements[commit:])


def _execute_all(
    connection: Connection, statements: Sequence[Statement], text: str, name: str, executor: Executor | None
) -> None:
    """Run statements that stand beside each other; several are one message to the server."""
    if executor and len(statements) == 1:
        with refusals(statements[0], text, name, connection):
            executor.execute(connection, statements[0])
        return
    if len(statements) == 1:
        _execute(connection, statements[0], text, name)
        return
    run_message(connection, statements, text, name)


def _commit(connection: Connection, statements: Sequence[Statement], text: str, name: str) -> None:
    """End the transaction of a wrapped file; what is checked only now, as a deferred key, counts for its end."""
    with refusals(statements[-1] if statements else None, text, name, connection):
        connection.execute("COMMIT")


def _refuse_open_transaction(connection: Connection, statements: Sequence[Statement], text: str, name: str) -> None:
    """Raise BadInput for a file without its COMMIT: psql would say nothing, and the server would undo everything."""
    if not in_transaction(connection):
        return
    begin = [statement for statement in statements if statement.kind == "TransactionStmt"][-1]
    where = Place.at_offset(name, text, begin.offset)
    raise BadInput("the transaction that starts here is never committed", where=where, hint="end the file with COMMIT;")


def _notice(diagnostic: psycopg.errors.Diagnostic) -> Notice:
    return Notice(
        severity=diagnostic.severity_nonlocalized or "",
        message=diagnostic.message_primary or "",
        detail=diagnostic.message_detail or "",
        hint=diagnostic.message_hint or "",
    )
