"""golang-migrate: ``N_x.up.sql`` and ``N_x.down.sql``, in the order of the numbers.

Names: source/parse.go and source/migration.go of golang-migrate/migrate (18966c75), where a version has one file a
direction, whatever the rest of its name. Transactions: database/postgres/postgres.go sends a file as one query, which
the server runs as one transaction (PostgreSQL 18, 54.2.2.1) unless the file says BEGIN and COMMIT itself. A file with
``CREATE INDEX CONCURRENTLY`` holds nothing else, or is run with ``x-multi-statement``, one by one: not wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from new_migration.history.layouts.folder import Folder
from new_migration.history.layouts.pairs import Layout, Pair
from new_migration.history.layouts.scripts import script, script_if_any
from new_migration.history.layouts.sql_text import has_lone_statement

_NAME = re.compile(r"([0-9]+)_.*\.(up|down)\.(.*)", re.DOTALL)


def recognise(folder: Folder) -> str:
    """A file with a direction in its name."""
    return next((name for name in folder.files if (match := _NAME.fullmatch(name)) and match[3] == "sql"), "")


def read(folder: Folder) -> list[Pair]:
    """The pairs, in the order of their numbers."""
    up = folder.unique(_versions(folder, "up"))
    down = folder.unique(_versions(folder, "down"))
    folder.refuse_lone(down, up)
    return [_pair(folder, up[version], down.get(version)) for version in sorted(up)]


def _versions(folder: Folder, direction: str) -> Iterator[tuple[int, str]]:
    for name in folder.files:
        match = _NAME.fullmatch(name)
        if match is None or match[2] != direction:
            continue
        if match[3] != "sql":
            hint = "move it away, or copy the SQL migrations into a folder of their own"
            raise folder.error("this migration is no .sql file and cannot be checked", name, hint=hint)
        yield int(match[1]), name


def _pair(folder: Folder, up: str, down: str | None) -> Pair:
    forward = folder.text(up)
    rollback = folder.text(down) if down else None
    return Pair(
        name=up.removesuffix(".up.sql"),
        forward=script(folder, up, forward, wrapped=not has_lone_statement(forward)),
        rollback=script_if_any(folder, down or "", rollback, wrapped=not has_lone_statement(rollback or "")),
    )


GOLANG_MIGRATE = Layout(
    name="golang-migrate",
    looked_for="N_x.up.sql with N_x.down.sql",
    recognise=recognise,
    read=read,
    tracking_table="CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)",
)
