"""Verify scripts, asked on a database that matters: read-only, and not for long."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from new_migration.deploy.events import ignore
from new_migration.deploy.executors import Pooled
from new_migration.deploy.migrations import Migrations
from new_migration.deploy.overseer import Overseer
from new_migration.deploy.session import Work, status_on
from new_migration.deploy.target import connect_to
from new_migration.errors import BadInput, MigrationError, Refused
from new_migration.postgres.database import Connection
from new_migration.postgres.pooler import is_pooled
from new_migration.postgres.scripts import Executor, query_script
from new_migration.proof.verification import Claim, claims

# Seconds that one query may take.
LIMIT = 30.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """What the verify script of a migration says; no claims where there is no such script."""

    name: str
    claims: Sequence[Claim]

    @property
    def holds(self) -> bool:
        return all(claim.holds for claim in self.claims)


def verify(
    conninfo: str, folder: Path, words: Sequence[str] = (), *, everything: bool = False, limit: float = 0.0
) -> list[Verified]:
    """Ask the verify scripts of the migrations that are meant; without words, of the applied one with the top number.

    ``everything``: of all that are applied; ``limit``: seconds for all of it, 0 without. Raises BadInput for a script
    that makes no claims or writes, Refused if nothing is applied, ServerRefused.
    """
    migrations = Migrations.listed(folder)
    with connect_to(conninfo) as connection, limited(conninfo, limit) as overseer:
        status = status_on(connection, migrations)
        there = [name for name in status.applied if name in migrations.by_name]
        if not there and not words:
            raise Refused("nothing is applied yet", hint="migration apply does that")
        names = migrations.chosen(words, migrations.by_name) if words else there if everything else there[-1:]
        return verified(connection, migrations, names, overseer)


class Asking:
    """Asks verify scripts on the connection of a run, one after each migration."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._found: list[Verified] = []
        self._failed: MigrationError | None = None

    def ask(self, name: str) -> None:
        """Ask the script of a migration that was just applied; what keeps it from being asked is kept for the end."""
        work = self._work
        try:
            self._found += verified(work.connection, work.migrations, [name], work.overseer, work.runner.executor)
        except MigrationError as error:
            self._failed = self._failed or error

    def answers(self) -> list[Verified]:
        """What they said. Raises the first error in asking."""
        if self._failed:
            raise self._failed
        return self._found


@contextmanager
def limited(conninfo: str, limit: float) -> Iterator[Overseer | None]:
    """Who ends what is asked in the block when ``limit`` seconds are over; nobody where it is 0."""
    if not limit:
        yield None
        return
    with closing(Overseer(conninfo, ignore, time.monotonic() + limit)) as overseer:
        yield overseer


def verified(
    connection: Connection,
    migrations: Migrations,
    names: Iterable[str],
    overseer: Overseer | None = None,
    executor: Executor | None = None,
) -> list[Verified]:
    """What the verify scripts of these migrations say. Raises as ``verify`` does."""
    executor = executor or (Pooled() if is_pooled(connection) else None)
    return [Verified(name=name, claims=_claims(connection, migrations, name, overseer, executor)) for name in names]


def _claims(
    connection: Connection, migrations: Migrations, name: str, overseer: Overseer | None, executor: Executor | None
) -> list[Claim]:
    script = migrations.script(name, "verify")
    if script is None:
        return []
    if overseer and overseer.is_time_up:
        raise Refused("the time is up", hint="migration verify asks again")
    with overseer.during(connection, connection.info.backend_pid, name) if overseer else nullcontext():
        results = query_script(connection, script.text, name=str(script.path), seconds=LIMIT, executor=executor)
    found = claims(results, script)
    if not found:
        raise BadInput("this script claims nothing", where=str(script.path))
    return found
