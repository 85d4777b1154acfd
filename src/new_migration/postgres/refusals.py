"""What a server refuses, as our errors: with its own words, and with the place in the file where there is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from new_migration.errors import Place, ServerRefused
from new_migration.postgres.binaries import local_majors
from new_migration.postgres.folder import is_private_socket
from new_migration.postgres.sql import Statement

if TYPE_CHECKING:
    import psycopg

    from new_migration.postgres.database import Connection


class StatementRefused(ServerRefused):
    """The server refused a statement: its own words one by one, "" where it said nothing."""

    sqlstate: str = ""
    message: str = ""
    detail: str = ""
    context: str = ""


@contextmanager
def refusals(
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
