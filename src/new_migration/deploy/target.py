"""Which database: a URL, ``DATABASE_URL``, libpq's own environment, or ``DB_HOST`` and its like."""

from __future__ import annotations

from collections.abc import Mapping

from new_migration.errors import BadInput, ServerRefused
from new_migration.postgres.database import Connection, connect, merge_conninfo, parameters

URL_VARIABLE = "DATABASE_URL"

# What says of libpq's environment (PostgreSQL 18, 32.15) which database is meant; the rest of it always counts.
_LIBPQ = ("PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE", "PGPORT", "PGUSER")
_NAMED = {"DB_HOST": "host", "DB_PORT": "port", "DB_USER": "user", "DB_PASSWORD": "password", "DB_NAME": "dbname"}

_HINT = f"pass --database-url, or set {URL_VARIABLE}, PGHOST and PGDATABASE, or DB_HOST, DB_USER and DB_NAME"
_SECONDS_TO_CONNECT = "10"

# The oldest version that the tests run on.
OLDEST_MAJOR = 14


def is_named(url: str | None, environment: Mapping[str, str]) -> bool:
    """Whether anything says which database is meant."""
    return any((url, *(environment.get(variable) for variable in (URL_VARIABLE, *_LIBPQ, *_NAMED))))


def target(url: str | None, environment: Mapping[str, str]) -> str:
    """The conninfo of the database that is meant; the first of the ways above that says something counts.

    Raises BadInput, which quotes no password, if none does, or what it says cannot be read.
    """
    conninfo = _said(url or environment.get(URL_VARIABLE) or "", environment)
    if "connect_timeout" in parameters(conninfo) or environment.get("PGCONNECT_TIMEOUT"):
        return conninfo
    return merge_conninfo(conninfo, connect_timeout=_SECONDS_TO_CONNECT)


def _said(url: str, environment: Mapping[str, str]) -> str:
    if url:
        return merge_conninfo(url)
    if any(environment.get(variable) for variable in _LIBPQ):
        return ""  # libpq reads it itself
    named = {key: environment[variable] for variable, key in _NAMED.items() if environment.get(variable)}
    if not named:
        raise BadInput("which database?", hint=_HINT)
    return merge_conninfo("", **named)


def connect_to(conninfo: str) -> Connection:
    """A connection to a database that migrations are applied to. Raises ServerRefused also for a server too old."""
    connection = connect(conninfo)
    major = connection.info.server_version // 10000
    if major < OLDEST_MAJOR:
        connection.close()
        raise ServerRefused(f"PostgreSQL {major} is too old", hint=f"PostgreSQL {OLDEST_MAJOR} or newer is needed")
    return connection


def shown(connection: Connection) -> str:
    """The database as messages name it: ``app on db.example.org:5432 as deployer``; never a password."""
    info = connection.info
    place = f"{info.host}:{info.port}" if info.host and not info.host.startswith("/") else "this machine"
    return f"{info.dbname} on {place} as {info.user}"
