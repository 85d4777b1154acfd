"""Servers for tests: one of each version for all tests of a process (with pytest-xdist, of a worker).

PostgreSQL 18 comes with pip. PostgreSQL 15 is tested where the machine has it, and CI must have it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from new_migration.postgres.database import connect, execute
from new_migration.postgres.scratch import Server, scratch_server

TRACKING_TABLE = """CREATE TABLE schema_migrations (
  migration_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  migration_name text NOT NULL UNIQUE,
  executed_at timestamptz NOT NULL DEFAULT now()
)"""


@pytest.fixture(scope="session")
def server_18() -> Iterator[Server]:
    """The server of the wheel."""
    with scratch_server() as server:
        yield server


@pytest.fixture(scope="session")
def server_15() -> Iterator[Server]:
    """The server of the machine."""
    with scratch_server(major=15) as server:
        yield server


def _majors() -> list[str]:
    """The versions to test on."""
    has_15 = Path("/usr/lib/postgresql/15/bin/postgres").exists()
    assert has_15 or "CI" not in os.environ, "CI tests on PostgreSQL 15 too; .ci/run installs it"
    return ["15", "18"] if has_15 else ["18"]


@pytest.fixture(scope="session", params=_majors())
def server(request: pytest.FixtureRequest) -> Server:
    """Each server in turn."""
    found = request.getfixturevalue(f"server_{request.param}")
    assert isinstance(found, Server)
    return found


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
