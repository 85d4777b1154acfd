"""A run that changes a database: our turn, a connection, and what is applied when the turn comes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from new_migration.deploy import tracking_table
from new_migration.deploy.events import Observer
from new_migration.deploy.migrations import Migrations
from new_migration.deploy.overseer import Overseer
from new_migration.deploy.runner import Runner
from new_migration.deploy.state import Status, standings
from new_migration.deploy.target import connect_to, shown
from new_migration.deploy.tracking_table import Record
from new_migration.deploy.turn import turn
from new_migration.postgres.database import Connection
from new_migration.postgres.interruption import interrupted_on_termination

WAIT = 60.0
RETRIES = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """How to run. In seconds: ``wait`` for another run, and ``limit`` for all of this one (0: none).

    ``retries``: how often a transaction is tried again that the locks of others stopped. ``verify``: ask the verify
    scripts too.
    """

    wait: float = WAIT
    retries: int = RETRIES
    limit: float = 0.0
    verify: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """What a run has while it is its turn."""

    connection: Connection
    migrations: Migrations
    runner: Runner
    overseer: Overseer

    def status(self) -> Status:
        """What is applied now."""
        return status_on(self.connection, self.migrations)


@contextmanager
def at_work(conninfo: str, folder: Path, terms: Terms, observer: Observer) -> Iterator[Work]:
    """In the block no other run is at work on the database; SIGTERM and SIGHUP interrupt it as Ctrl-C does.

    Raises MigrationError.
    """
    start = time.monotonic()
    migrations = Migrations.listed(folder)
    with (
        interrupted_on_termination(),
        turn(conninfo, wait=terms.wait, observer=observer) as our_turn,
        connect_to(conninfo) as connection,
        closing(Overseer(conninfo, observer, start + terms.limit if terms.limit else None)) as overseer,
    ):
        runner = Runner(connection, our_turn, overseer, observer, retries=terms.retries, wait=terms.wait)
        yield Work(connection=connection, migrations=migrations, runner=runner, overseer=overseer)


def recorded(conninfo: str) -> tuple[str, dict[str, Record]]:
    """The database as messages name it, and what is recorded there: for folders that cannot be compared with it.

    Raises Refused for a tracking table of another kind, ServerRefused.
    """
    with connect_to(conninfo) as connection:
        table = tracking_table.find(connection)
        return shown(connection), table.records(connection) if table else {}


def status_on(connection: Connection, migrations: Migrations) -> Status:
    """Compare a folder with a database. Raises Refused for a tracking table of another kind, ServerRefused."""
    table = tracking_table.find(connection)
    records = table.records(connection) if table else {}
    return Status(
        database=shown(connection), has_tracking_table=table is not None, migrations=standings(migrations, records)
    )
