"""sqlx: ``N_x.up.sql`` with ``N_x.down.sql``, or ``N_x.sql`` without a rollback, in the order of the numbers.

Names and order: sqlx-core/src/migrate/source.rs and migration_type.rs of launchbadge/sqlx (9d6bf662). A file runs
inside a transaction unless it begins with ``-- no-transaction`` (sqlx-postgres/src/migrate.rs).
"""

from __future__ import annotations

from collections.abc import Iterator

from new_migration.history.layouts.folder import Folder
from new_migration.history.layouts.pairs import Layout, Pair, Script
from new_migration.history.layouts.scripts import script, script_if_any

_NO_TRANSACTION = "-- no-transaction"

# What ``sqlx migrate add`` writes into a new file, and what no other tool knows.
_MARKS = (_NO_TRANSACTION, "-- Add migration script here", "-- Add up migration script", "-- Add down migration script")


def recognise(folder: Folder) -> str:
    """A file that begins with a line which only sqlx knows; the names are also those of golang-migrate."""
    named = (name for name in folder.files if name[:1].isdigit() and name.endswith(".sql"))
    return next((name for name in named if folder.text(name).startswith(_MARKS)), "")


def read(folder: Folder) -> list[Pair]:
    """The pairs, in the order of their numbers."""
    versions = list(_versions(folder))
    forward = folder.unique((version, name) for version, name in versions if not name.endswith(".down.sql"))
    down = folder.unique((version, name) for version, name in versions if name.endswith(".down.sql"))
    folder.refuse_lone(down, forward)
    return [_pair(folder, forward[version], down.get(version)) for version in sorted(forward)]


def _versions(folder: Folder) -> Iterator[tuple[int, str]]:
    for name in folder.files:
        version, underscore, rest = name.partition("_")
        if not underscore or not rest.endswith(".sql"):
            continue
        if not (version.isascii() and version.isdigit()):
            raise folder.error("sqlx wants a number before the first _ of a name", name, hint="rename it, as 01_x.sql")
        yield int(version), name


def _pair(folder: Folder, name: str, down: str | None) -> Pair:
    forward = folder.text(name)
    return Pair(
        name=name.removesuffix(".sql").removesuffix(".up"),
        forward=script(folder, name, forward, wrapped=not forward.startswith(_NO_TRANSACTION)),
        rollback=_rollback(folder, down) if down else None,
    )


def _rollback(folder: Folder, name: str) -> Script | None:
    text = folder.text(name)
    return script_if_any(folder, name, text, wrapped=not text.startswith(_NO_TRANSACTION))


SQLX = Layout(
    name="sqlx",
    looked_for="N_x.sql, or N_x.up.sql with N_x.down.sql",
    recognise=recognise,
    read=read,
    tracking_table="""CREATE TABLE _sqlx_migrations (
  version bigint PRIMARY KEY,
  description text NOT NULL,
  installed_on timestamptz NOT NULL DEFAULT now(),
  success boolean NOT NULL,
  checksum bytea NOT NULL,
  execution_time bigint NOT NULL
)""",
    reads_plain=True,
)
