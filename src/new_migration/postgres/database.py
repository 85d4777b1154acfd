"""Talk to a PostgreSQL server: connect, run a script as psql would, ask for rows, locate an error in a file.

The only importer of psycopg, inside the functions: importing it takes 0.15 s. Every refusal of a server leaves here as
ServerRefused, and none shows a password: libpq's messages name host, user and database, and a connection
string that cannot be read, where anything may be the password, is never quoted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from select import select
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from new_migration.errors import BadInput, Place, ServerRefused
from new_migration.postgres.binaries import local_majors
from new_migration.postgres.folder import is_private_socket
from new_migration.postgres.sql import Statement, load_parser, quote_identifier, quote_literal, split

if TYPE_CHECKING:
    import psycopg

Connection: TypeAlias = "psycopg.Connection[tuple[Any, ...]]"
Row: TypeAlias = tuple[Any, ...]

# DISCARD ALL (PostgreSQL 18, SQL commands) without pg_advisory_unlock_all: a lock that the caller holds is his.
RESET = """CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL; DEALLOCATE ALL; UNLISTEN *;
DISCARD PLANS; DISCARD TEMP; DISCARD SEQUENCES"""

# What pg_stat_activity shows of us, unless the user's settings say otherwise.
APPLICATION = "new-migration"

_CANCELS = 10
_SECONDS_TO_CANCEL = 0.1

_CONNINFO_HINT = "write postgresql://user@host:port/database; percent-encode special characters of a password (@: %40)"


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


class StatementRefused(ServerRefused):
    """The server refused a statement: its own words one by one, "" where it said nothing."""

    sqlstate: str = ""
    message: str = ""
    detail: str = ""
    context: str = ""


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


def load() -> None:
    """Import what connecting and running scripts will import, for a time when there is nothing else to do."""
    import psycopg  # noqa: F401

    load_parser()


def connect(conninfo: str, *, autocommit: bool = True) -> Connection:
    """A connection for a URL or ``key=value`` pairs; what is not said there comes from the PG… environment.

    Raises BadInput if ``conninfo`` cannot be read, ServerRefused if the server cannot be reached or lets nobody in.
    """
    import psycopg

    conninfo = merge_conninfo(conninfo)
    try:
        # No prepared statements: the reset after a script would remove them behind psycopg's back.
        return psycopg.connect(
            conninfo, autocommit=autocommit, prepare_threshold=None, fallback_application_name=APPLICATION
        )
    except psycopg.Error as error:
        raise ServerRefused(str(error).strip(), hint="is the server running, and is the URL right?") from None


def merge_conninfo(conninfo: str, **parts: str) -> str:
    """``conninfo`` as ``key=value`` pairs, with ``parts`` (``dbname``, ``host``, …) in place of its own.

    Raises BadInput, which does not quote ``conninfo``, if it cannot be read.
    """
    import psycopg
    from psycopg.conninfo import make_conninfo

    if _has_stray_at_sign(conninfo):
        raise BadInput("cannot read the server URL", hint=_CONNINFO_HINT)
    try:
        return make_conninfo(conninfo, **parts)
    except psycopg.Error:
        raise BadInput("cannot read the server URL", hint=_CONNINFO_HINT) from None


def parameters(conninfo: str) -> dict[str, str]:
    """What ``conninfo`` says, by libpq's keywords. Raises BadInput, which does not quote it, if it cannot be read."""
    from psycopg.conninfo import conninfo_to_dict

    return {key: str(value) for key, value in conninfo_to_dict(merge_conninfo(conninfo)).items() if value is not None}


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
) -> None:
    """Run a whole migration file, statement by statement, with its own BEGIN and COMMIT or without any.

    ``name`` is the file's name for error messages. ``wrapped``: in one transaction of ours; the file has none then.
    ``statements`` are the text's, where they are known already (``plain_statements``). ``together``: what comes before
    the COMMIT is sent at once, which spares the way to the server and back; ``watch`` then sees it as one statement.
    ``executor``: how statements reach the server, where that is not a session of our own.
    The connection must be in autocommit mode and outside a transaction.
    Stops at the first error and rolls back what the file left open; the session's settings are reset afterwards.
    Raises BadInput if the text is no plain SQL or does not end its transaction, ServerRefused with the place in the
    file if the server refuses a statement.
    """
    statements = plain_statements(text, name) if statements is None else statements
    with _session(connection, on_notice, watch, executor):
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
    with _session(connection, watch=watch, executor=executor):
        # After its first query a transaction cannot be made to write any more (PostgreSQL 18, SET TRANSACTION).
        execute(connection, f"BEGIN READ ONLY{limit}; SELECT")
        for statement in statements:
            with _watched(connection, statement, text, name, watch):
                result = _execute(connection, statement, text, name)
            if result is not None:
                results.append(result)
    return tuple(results)


def query(connection: Connection, sql: str, *, settings: Mapping[str, str] | None = None) -> list[Row]:
    """The rows of one query under local ``settings`` (name → SQL text), in one round trip.

    It runs in a read-only transaction of its own, or in a savepoint of the one that is open: the session's
    settings stay as they are. Raises ServerRefused.
    """
    begin, end = _BRACKETS[in_transaction(connection)]
    local = "".join(f"SET LOCAL {key} = {value};" for key, value in (settings or {}).items())
    with _refusals():
        cursor = connection.execute(f"{begin};{local}{sql};{end}")
        rows: list[Row] = []
        while True:
            if cursor.description is not None:
                rows += cursor.fetchall()
            if not cursor.nextset():
                return rows


_BRACKETS = {
    False: ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "COMMIT"),
    True: ("SAVEPOINT new_migration", "ROLLBACK TO SAVEPOINT new_migration; RELEASE SAVEPOINT new_migration"),
}


def execute(connection: Connection, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
    """Run SQL of our own, with ``%s`` for each of ``parameters``; the rows of one statement. Raises ServerRefused."""
    with _refusals():
        cursor = connection.execute(sql, parameters or None)
        return cursor.fetchall() if cursor.description is not None else []


def is_pooled(connection: Connection) -> bool:
    """Whether there is a connection pooler in between: it tells clients process ids of its own (pgbouncer, 1.21)."""
    return server_process(connection) != connection.info.backend_pid


def server_process(connection: Connection) -> int:
    """The process of the server that runs our statements; behind a pooler it changes between transactions."""
    ((pid,),) = execute(connection, "SELECT pg_backend_pid()")
    return int(pid)


def send_together(connection: Connection, first: Sequence[str], statement: str, last: Sequence[str]) -> None:
    """Run statements, each on its own, that a pooler gets at once: it then passes all of them to one session.

    Whether those of ``last`` succeed does not count. Raises psycopg's error of the first of the others that fails.
    """
    import psycopg

    with connection.lock:
        connection.pgconn.enter_pipeline_mode()
        try:
            for command in (*first, statement, *last):
                connection.pgconn.send_query_params(command.encode(connection.info.encoding), None)
                connection.pgconn.pipeline_sync()
            results = connection.wait(_answers(connection, len(first)))
            if first:
                # After the first answer pgbouncer 1.18 takes the session for idle. If we were killed now, it would
                # give it to somebody else in the middle of our statement, unless it has heard of us since.
                connection.pgconn.pipeline_sync()
            results += connection.wait(_answers(connection, 1 + len(last)))
            if first:
                connection.wait(_sync(connection))
        finally:
            with suppress(psycopg.Error):  # where the connection was lost
                connection.pgconn.exit_pipeline_mode()
    for result in results[: len(first) + 1]:
        if result.status == psycopg.pq.ExecStatus.FATAL_ERROR:
            raise psycopg.errors.error_from_result(result, connection.info.encoding)


def _answers(connection: Connection, count: int) -> Generator[Any, Any, list[Any]]:
    """The results of the next commands that were sent together."""
    from psycopg import generators

    yield from generators.send(connection.pgconn)
    results: list[Any] = []
    for _ in range(count):
        results += yield from generators.fetch_many(connection.pgconn)
        yield from _sync(connection)
    return results


def _sync(connection: Connection) -> Generator[Any, Any, None]:
    """What comes after each command, and says that it is done."""
    from psycopg import generators

    yield from generators.fetch_many(connection.pgconn)


def in_transaction(connection: Connection) -> bool:
    """Whether a transaction is open on the connection, a failed one included."""
    from psycopg.pq import TransactionStatus

    return connection.info.transaction_status in {TransactionStatus.INTRANS, TransactionStatus.INERROR}


def cancel(connection: Connection) -> None:
    """Ask the server to end the statement that runs, if there is one and the connection still stands."""
    from psycopg import Error

    with suppress(Error):
        connection.cancel()


def close_if_busy(connection: Connection) -> None:
    """Close a connection whose statement was interrupted before its answer came: nothing more can be said on it."""
    from psycopg.pq import TransactionStatus

    if connection.info.transaction_status == TransactionStatus.ACTIVE:
        for _ in range(_CANCELS):  # one that comes before its statement is lost
            cancel(connection)
            if select([connection.fileno()], [], [], _SECONDS_TO_CANCEL)[0]:
                break
        connection.close()


def create_database(conninfo: str, name: str, *, options: Sequence[str]) -> None:
    """Create database ``name`` on the server of ``conninfo``; ``options`` are SQL, as ``STRATEGY file_copy``."""
    with connect(conninfo) as connection:
        execute(connection, " ".join(["CREATE DATABASE", quote_identifier(name), *options]))


def drop_database(conninfo: str, name: str) -> None:
    """Drop database ``name``, if it is there, together with the sessions and the prepared transactions in it."""
    with connect(conninfo) as connection:
        _roll_back_prepared(connection, conninfo, name)
        # FORCE: PostgreSQL 13
        execute(connection, f"DROP DATABASE IF EXISTS {quote_identifier(name)} WITH (FORCE)")


def _roll_back_prepared(connection: Connection, conninfo: str, name: str) -> None:
    """Roll back what PREPARE TRANSACTION has left in database ``name``: it can be done only there."""
    found = query(connection, f"SELECT gid FROM pg_prepared_xacts WHERE database = {quote_literal(name)}")
    if found:
        with connect(merge_conninfo(conninfo, dbname=name)) as inside:
            for (gid,) in found:
                execute(inside, f"ROLLBACK PREPARED {quote_literal(gid)}")


def _has_stray_at_sign(conninfo: str) -> bool:
    """Whether a URL's password holds a bare @ or /, so that libpq would take (and print) its rest as host or port."""
    scheme, _, rest = conninfo.partition("://")
    before_query = rest.partition("?")[0]
    user, at, after = before_query.partition("@")
    return scheme in {"postgres", "postgresql"} and bool(at) and ("@" in after or "/" in user)


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
) -> Iterator[None]:
    """Pass on notices, and leave the connection idle and with its initial settings, whatever happens."""
    if not connection.autocommit or in_transaction(connection):
        raise ValueError("a script needs a connection in autocommit mode and outside a transaction")

    def pass_on(diagnostic: psycopg.errors.Diagnostic) -> None:
        notice = _notice(diagnostic)
        if not (watch and watch.takes(notice)) and on_notice:
            on_notice(notice)

    connection.add_notice_handler(pass_on)
    try:
        yield
    finally:
        connection.remove_notice_handler(pass_on)
        close_if_busy(connection)
        _reset(connection, executor)


def _reset(connection: Connection, executor: Executor | None) -> None:
    """Make the session as it was; one that cannot be is closed, so that nothing of a script reaches the next."""
    import psycopg

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
    with _refusals(statement, text, name, connection):
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
        with _refusals(statements[0], text, name, connection):
            executor.execute(connection, statements[0])
        return
    if len(statements) == 1:
        _execute(connection, statements[0], text, name)
        return
    from psycopg import generators
    from psycopg.errors import error_from_result
    from psycopg.pq import ExecStatus

    first, last = statements[0], statements[-1]
    sql = text[first.offset : last.offset + len(last.text)]
    with _refusals(first, text, name, connection), connection.lock:
        # psycopg's own way to send SQL forgets which statement of several it is that fails.
        connection.pgconn.send_query(sql.encode(connection.info.encoding))
        results = connection.wait(generators.execute(connection.pgconn))
    failed = next((index for index, each in enumerate(results) if each.status == ExecStatus.FATAL_ERROR), None)
    if failed is not None:
        error = error_from_result(results[failed], connection.info.encoding)
        # Where the server says no place it is the statement's; its places count from the first one.
        with _refusals(first if error.diag.statement_position else statements[failed], text, name, connection):
            raise error


def _commit(connection: Connection, statements: Sequence[Statement], text: str, name: str) -> None:
    """End the transaction of a wrapped file; what is checked only now, as a deferred key, counts for its end."""
    with _refusals(statements[-1] if statements else None, text, name, connection):
        connection.execute("COMMIT")


def _refuse_open_transaction(connection: Connection, statements: Sequence[Statement], text: str, name: str) -> None:
    """Raise BadInput for a file without its COMMIT: psql would say nothing, and the server would undo everything."""
    if not in_transaction(connection):
        return
    begin = [statement for statement in statements if statement.kind == "TransactionStmt"][-1]
    where = Place.at_offset(name, text, begin.offset)
    raise BadInput("the transaction that starts here is never committed", where=where, hint="end the file with COMMIT;")


@contextmanager
def _refusals(
    statement: Statement | None = None, text: str = "", name: str = "", connection: Connection | None = None
) -> Iterator[None]:
    """Turn psycopg's errors into ServerRefused, with the place in the file where there is one."""
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        where = _place(error, statement, text, name) if statement else None
        hint = _way_to_extension(error, connection) if connection else ""
        raise _refused(error, where, hint or error.diag.message_hint or "") from error


def _refused(error: psycopg.Error, where: Place | None, hint: str) -> StatementRefused:
    refused = StatementRefused(_explain(error), where=where, hint=hint)
    diagnostic = error.diag
    refused.sqlstate = diagnostic.sqlstate or ""
    refused.message = diagnostic.message_primary or str(error).strip()
    refused.detail = diagnostic.message_detail or ""
    refused.context = diagnostic.context or ""
    return refused


def _place(error: psycopg.Error, statement: Statement, text: str, name: str) -> Place:
    """The server counts characters in the statement, from 1; without a position only the statement is known."""
    position = int(error.diag.statement_position or 1)
    return Place.at_offset(name, text, statement.offset + position - 1)


def _way_to_extension(error: psycopg.Error, connection: Connection) -> str:
    """What to do about an extension that a scratch server of ours lacks: the server's hint is to install it there."""
    pattern = _NO_EXTENSION.get(error.sqlstate or "")
    match = re.search(pattern, error.diag.message_primary or "") if pattern else None
    if not match or not is_private_socket(connection.info.host):
        return ""
    here = [major for major in local_majors() if major != connection.info.server_version // 10000]
    other = f", or --postgres {here[0]}, which this machine has too" if here else ""
    return f"use --server URL of a server that has {match[1]}{other}"


# By SQLSTATE; the second is that of PostgreSQL 14.
_NO_EXTENSION = {
    "0A000": 'extension "(.+)" is not available',
    "58P01": r'could not open extension control file ".*/(.+)\.control"',
}


def _explain(error: psycopg.Error) -> str:
    """The server's message with its SQLSTATE, and its detail and context on lines of their own."""
    diagnostic = error.diag
    if not diagnostic.message_primary:
        return str(error).strip()
    lines = [f"{diagnostic.message_primary} (SQLSTATE {diagnostic.sqlstate})"]
    if diagnostic.message_detail:
        lines.append(f"detail: {diagnostic.message_detail}")
    if diagnostic.context:
        lines.append(f"context: {diagnostic.context}")
    return "\n".join(lines)


def _notice(diagnostic: psycopg.errors.Diagnostic) -> Notice:
    return Notice(
        severity=diagnostic.severity_nonlocalized or "",
        message=diagnostic.message_primary or "",
        detail=diagnostic.message_detail or "",
        hint=diagnostic.message_hint or "",
    )
