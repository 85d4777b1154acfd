"""Talk to a PostgreSQL server: connect, ask for rows, make and drop databases.

psycopg is imported here and in refusals, scripts and pooler beside this, inside the functions: that takes 0.15 s. Every
refusal of a server leaves as ServerRefused, and none shows a password: libpq's messages name host, user and database,
and a connection string that cannot be read, where anything may be the password, is never quoted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from select import select
from typing import TYPE_CHECKING, Any, TypeAlias

from new_migration.errors import BadInput, ServerRefused
from new_migration.postgres.refusals import refusals
from new_migration.postgres.sql import load_parser, quote_identifier, quote_literal

if TYPE_CHECKING:
    import psycopg


Connection: TypeAlias = "psycopg.Connection[tuple[Any, ...]]"


Row: TypeAlias = tuple[Any, ...]


# What pg_stat_activity shows of us, unless the user's settings say otherwise.
APPLICATION = "new-migration"


_CANCELS = 10


_SECONDS_TO_CANCEL = 0.1


_CONNINFO_HINT = "write postgresql://user@host:port/database; percent-encode special characters of a password (@: %40)"


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


def query(connection: Connection, sql: str, *, settings: Mapping[str, str] | None = None) -> list[Row]:
    """The rows of one query under local ``settings`` (name → SQL text), in one round trip.

    It runs in a read-only transaction of its own, or in a savepoint of the one that is open: the session's
    settings stay as they are. Raises ServerRefused.
    """
    begin, end = _BRACKETS[in_transaction(connection)]
    local = "".join(f"SET LOCAL {key} = {value};" for key, value in (settings or {}).items())
    with refusals():
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
    with refusals():
        cursor = connection.execute(sql, parameters or None)
        return cursor.fetchall() if cursor.description is not None else []


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
