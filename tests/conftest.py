"""Servers for tests: one of each version for all tests of a process (with pytest-xdist, of a worker).

PostgreSQL 18 comes with pip. PostgreSQL 15 is tested where the machine has it, and CI must have it. Others are named in
the environment variable TEST_POSTGRES, as "14 16 17", and their programs are found through PATH (make test-matrix).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from new_migration import cli
from new_migration.postgres.database import connect, execute
from new_migration.postgres.scratch import Server, scratch_server
from new_migration.postgres.snapshot import Snapshot, snapshot

# As the founding text makes it.
FOUNDING_TABLE = """CREATE TABLE schema_migrations (
  migration_id SERIAL PRIMARY KEY,
  migration_name VARCHAR(255) UNIQUE NOT NULL,
  executed_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
)"""

TRACKING_TABLE = """CREATE TABLE schema_migrations (
  migration_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  migration_name text NOT NULL UNIQUE,
  executed_at timestamptz NOT NULL DEFAULT now()
)"""


def _majors() -> list[str]:
    """The versions to test on: those named in TEST_POSTGRES, else 18, and 15 where the machine has it."""
    named = os.environ.get("TEST_POSTGRES", "").split()
    if named:
        return named
    has_15 = Path("/usr/lib/postgresql/15/bin/postgres").exists()
    assert has_15 or "CI" not in os.environ, "CI tests on PostgreSQL 15 too; .ci/run installs it"
    return ["15", "18"] if has_15 else ["18"]


@pytest.fixture(scope="session")
def servers() -> Iterator[Callable[[str], Server]]:
    """A server of each version, started when it is first asked for. That of 18 is the wheel's."""
    with ExitStack() as stack:

        @cache
        def server_of(major: str) -> Server:
            return stack.enter_context(scratch_server(major=0 if major == "18" else int(major)))

        yield server_of


@pytest.fixture(scope="session")
def server_18(servers: Callable[[str], Server]) -> Server:
    """The server of the wheel."""
    return servers("18")


@pytest.fixture(scope="session")
def server_15(servers: Callable[[str], Server]) -> Server:
    """The server of the machine."""
    return servers("15")


@pytest.fixture(scope="session", params=_majors())
def server(request: pytest.FixtureRequest, servers: Callable[[str], Server]) -> Server:
    """Each server in turn."""
    return servers(request.param)


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """The conninfo of an empty database."""
    with server.database() as conninfo:
        yield conninfo


@pytest.fixture
def tracked_database(database: str) -> str:
    """The conninfo of a database with nothing but the tracking table."""
    with connect(database) as connection:
        execute(connection, TRACKING_TABLE)
    return database


LIBPQ = ("DATABASE_URL", "DB_HOST", "DB_PORT", "DB_USER", "DB_PASSWORD", "DB_NAME", "PGHOST", "PGDATABASE", "PGUSER")


@dataclass(frozen=True)
class Site:
    """A project whose migrations are applied to a database. Scripts are run on one transaction, unless ``lone``."""

    path: Path
    conninfo: str

    @property
    def folder(self) -> Path:
        return self.path / "database" / "migrations"

    def write(self, name: str, forward: str = "", rollback: str = "", *, verify: str = "", lone: bool = False) -> None:
        """A migration with its tracking row."""
        begin, end = ("", "") if lone else ("BEGIN;\n", "\nCOMMIT;\n")
        into = f"INSERT INTO schema_migrations (migration_name, executed_at) VALUES ('{name}', CURRENT_TIMESTAMP);"
        out = f"DELETE FROM schema_migrations WHERE migration_name = '{name}';"
        self.put(f"{name}.sql", f"{begin}{forward or f'CREATE TABLE t{name[:3]} (x int);'}\n{into}{end}")
        self.put(f"rollback-{name}.sql", f"{begin}{rollback or f'DROP TABLE t{name[:3]};'}\n{out}{end}")
        if verify:
            self.put(f"verify-{name}.sql", verify)

    def put(self, file: str, content: str | bytes) -> Path:
        """A file as it is."""
        path = self.folder / file
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def do(self, *statements: str) -> None:
        """Run SQL on the database, on a session of its own."""
        with connect(self.conninfo) as connection:
            for statement in statements:
                execute(connection, statement)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with connect(self.conninfo) as connection:
            return execute(connection, sql)

    def track(self) -> None:
        """Make a tracking table as that of the founding text."""
        self.do(FOUNDING_TABLE)

    @property
    def applied(self) -> list[str]:
        """The tracking rows, in the order in which they were written."""
        return [name for (name,) in self.ask("SELECT migration_name FROM schema_migrations ORDER BY migration_id")]

    def schema(self) -> Snapshot:
        with connect(self.conninfo) as connection:
            return snapshot(connection)


@pytest.fixture
def site(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Site:
    """An empty project that is the working directory, with an empty database that DATABASE_URL names."""
    monkeypatch.chdir(tmp_path)
    for variable in LIBPQ:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("DATABASE_URL", database)
    (tmp_path / ".git").mkdir()
    site = Site(tmp_path, database)
    site.folder.mkdir(parents=True)
    return site


class Ran(NamedTuple):
    """What a run came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def migration(site: Site, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs ``migration`` in this process, at no terminal. Whatever happens, there is no traceback."""

    def run(*words: str) -> Ran:
        ran = Ran(cli.run("migration", words), *capsys.readouterr())
        assert "Traceback" not in ran.err
        return ran

    return run


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="make what comes out of the examples what is expected")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "since(major): what the test says came with that version of PostgreSQL, or need not be said of older ones",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what a server is too old for: then it is no test."""
    items[:] = [item for item in items if not _is_too_new(item)]


def _is_too_new(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("since")
    return (
        marker is not None
        and isinstance(item, pytest.Function)
        and int(str(item.callspec.params["server"])) < marker.args[0]
    )
