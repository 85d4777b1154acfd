"""What a migration can change that is neither schema nor rows: large objects, and settings of the server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from new_migration.postgres.database import Connection, query

# What it is, as ``large object 16400``, and a digest or its text; None where we may not know.
Loose = Mapping[str, str | None]

# The owner may always read a large object.
_LARGE_OBJECTS = """SELECT 'large object '||oid,
    CASE WHEN pg_has_role(lomowner, 'USAGE') THEN md5(lo_get(oid)) END FROM pg_largeobject_metadata"""
_MAY_READ_SETTINGS = """SELECT has_table_privilege('pg_file_settings', 'SELECT')
    AND has_function_privilege('pg_show_all_file_settings()', 'EXECUTE')"""
# Where ALTER SYSTEM writes to; from there they come when the server reads its configuration again.
_SETTINGS = """SELECT 'server setting '||name, setting FROM pg_file_settings
    WHERE sourcefile LIKE '%postgresql.auto.conf'"""


def loose(connection: Connection) -> Loose:
    """All of it as it is now. Raises ServerRefused."""
    ((may_read_settings,),) = query(connection, _MAY_READ_SETTINGS)
    return dict(query(connection, f"{_LARGE_OBJECTS} UNION ALL {_SETTINGS}" if may_read_settings else _LARGE_OBJECTS))


def changes(before: Loose, now: Loose) -> Iterator[str]:
    """What differs, in words."""
    for what in sorted(before.keys() | now.keys()):
        if what not in now:
            yield f"{what}: gone"
        elif what not in before:
            yield f"{what}: new"
        elif before[what] != now[what]:
            yield f"{what}: different"
