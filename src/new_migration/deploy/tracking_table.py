"""The tracking table: the one with all our columns, or an older one with ``migration_name`` and ``executed_at`` alone.

It is worked with as it is; only where there is none it is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from new_migration.errors import Refused
from new_migration.postgres.database import Connection, execute
from new_migration.postgres.sql import quote_literal
from new_migration.templates_folder import templates_folder

NAME = "schema_migrations"
_NEEDED = ("migration_name", "executed_at")
_RICHER = ("executed_by", "checksum", "duration")

# With the columns that have a type of which we can make use (a varchar(64) has the modifier 68), and of these what we
# may change.
_FIND = """SELECT quote_ident(nspname) || '.' || quote_ident(relname), relkind::text, ARRAY(
    SELECT attname::text FROM pg_attribute
    WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum), ARRAY(
    SELECT ARRAY[attname, has_column_privilege(attrelid, attnum, 'UPDATE')::text]
    FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
    WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
      AND CASE attname WHEN 'duration' THEN typname = 'interval' WHEN 'executed_at' THEN true
        WHEN 'checksum' THEN typcategory = 'S' AND atttypmod NOT BETWEEN 0 AND 67 ELSE typcategory = 'S' END)
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE pg_class.oid = to_regclass(%s)"""

# An infinite interval (PostgreSQL 17) is no duration.
_SECONDS = "nullif(nullif(extract(epoch FROM duration), 'infinity'), '-infinity')::float8"

# By the columns of their tables of this name.
_OTHER_TOOLS = {("version", "dirty"): "golang-migrate", ("version",): "dbmate or Rails"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """A row of the tracking table: an applied migration. What the table has no column for is ""."""

    name: str
    executed_at: str
    executed_by: str
    checksum: str
    seconds: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TrackingTable:
    """The table by its full name, the columns that it has, and those of them that we may change."""

    name: str
    columns: frozenset[str]
    writable: frozenset[str]

    def records(self, connection: Connection) -> dict[str, Record]:
        """All rows by the name of their migration, in the order in which they were applied. Raises ServerRefused."""
        richer = [name if name in self.columns else "NULL" for name in _RICHER[:2]]
        seconds = _SECONDS if "duration" in self.columns else "NULL"
        rows = execute(
            connection,
            f"SELECT migration_name, executed_at::text, {', '.join(richer)}, {seconds} FROM {self.name}"
            " ORDER BY executed_at NULLS FIRST, migration_name",
        )
        found = [
            Record(name=name, executed_at=at or "", executed_by=by or "", checksum=checksum or "", seconds=seconds)
            for name, at, by, checksum, seconds in rows
        ]
        records = {each.name: each for each in found}
        if len(records) < len(found) or None in records:
            what = f"{self.name} has rows without a migration_name, or several with the same one"
            raise Refused(what, hint="delete what is too much: each applied migration has one row")
        return records

    def has(self, connection: Connection, name: str) -> bool:
        """Whether a migration is recorded."""
        return bool(execute(connection, f"SELECT FROM {self.name} WHERE migration_name = %s", (name,)))

    def complete(self, connection: Connection, name: str, *, checksum: str, seconds: float) -> bool:
        """Add to the row of a migration what its script cannot know; whether there is such a row."""
        return bool(execute(connection, self._completion(name, checksum=checksum, seconds=seconds)))

    def completion(self, name: str, *, checksum: str, seconds: float) -> str:
        """SQL that does so together with a script that began ``seconds`` ago; without a row it divides by zero."""
        completed = self._completion(name, checksum=checksum, seconds=seconds)
        return f"WITH completed AS ({completed}) SELECT 1 / count(*) FROM completed"

    def _completion(self, name: str, *, checksum: str, seconds: float) -> str:
        took = f"interval '{seconds:.6f} seconds' + (clock_timestamp() - statement_timestamp())"
        values = {"checksum": quote_literal(checksum), "duration": took}
        assignments = ", ".join(f"{column} = {sql}" for column, sql in values.items() if column in self.writable)
        where = f"WHERE migration_name = {quote_literal(name)}"
        if not assignments:
            return f"SELECT true FROM {self.name} {where}"
        return f"UPDATE {self.name} SET {assignments} {where} RETURNING true"


def find(connection: Connection, name: str = NAME) -> TrackingTable | None:
    """The tracking table: of this full name, or that which scripts on this connection write to; None if there is none.

    Raises Refused if what has this name is no such table, ServerRefused if the server does not let us look.
    """
    found = execute(connection, _FIND, (name,))
    if not found:
        return None
    ((name, kind, columns, usable),) = found
    for what in _against(kind, columns, {column for column, _ in usable}):
        raise Refused(f"{name} {what}", hint="move it away, or choose another schema (search_path) for the migrations")
    return TrackingTable(
        name=name,
        columns=frozenset(column for column, _ in usable),
        writable=frozenset(column for column, may_change in usable if may_change == "true"),
    )


def create(connection: Connection) -> TrackingTable:
    """Make the tracking table in the first schema of the search path. Raises ServerRefused."""
    execute(connection, (templates_folder() / "kinds" / "_tracking" / "table.sql").read_text(encoding="utf-8"))
    made = find(connection)
    assert made, "the table that was just created is found"
    return made


def _against(kind: str, columns: list[str], usable: set[str]) -> Iterator[str]:
    """Why a relation cannot be the tracking table."""
    if kind not in {"r", "p"}:
        yield "is no table, but migrations are recorded in a table of this name"
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        other = next((tool for theirs, tool in _OTHER_TOOLS.items() if set(theirs) <= set(columns)), "")
        yield f"has no column {missing[0]}" + (f": it looks like the table of {other}" if other else "")
    elif "migration_name" not in usable:
        yield "has a column migration_name that is no text"
