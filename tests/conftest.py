"""Servers for tests: one of each version for all tests of a process (with pytest-xdist, of a worker).

PostgreSQL 18 comes with pip. PostgreSQL 15 is tested where the machine has it, and CI must have it. Others are named in
the environment variable TEST_POSTGRES, as "14 16 17", and their programs are found through PATH (make test-matrix).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from new_migration.postgres.database import connect, execute
from new_migration.postgres.scratch import Server, scratch_server

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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="make what comes out of the examples what is expected")
