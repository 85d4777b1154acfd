"""Recording what is there already: what was run by hand, and the baseline of a database older than its files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from new_migration.deploy import tracking_table
from new_migration.deploy.apply import Choice, chosen
from new_migration.deploy.events import Observer
from new_migration.deploy.migrations import Migrations
from new_migration.deploy.recorder import Recorder
from new_migration.deploy.session import Terms, at_work, status_on
from new_migration.deploy.state import Status
from new_migration.deploy.target import connect_to
from new_migration.deploy.verify import Verified, verified
from new_migration.errors import BadInput, Refused
from new_migration.postgres.database import execute


def plan(conninfo: str, folder: Path, words: Sequence[str]) -> tuple[Status, list[str]]:
    """What ``record`` would record, without our turn. Raises as that does, but asks no verify script."""
    migrations = Migrations.listed(folder)
    with connect_to(conninfo) as connection:
        status = status_on(connection, migrations)
    return status, _meant(migrations, status, words)


def record(conninfo: str, folder: Path, words: Sequence[str], terms: Terms, observer: Observer) -> list[str]:
    """Record the pending migrations that ``words`` mean as applied, all or none, and run nothing; their names.

    Raises Refused for one that is applied, or whose verify script claims what is not true; BadInput, ServerRefused.
    """
    with at_work(conninfo, folder, terms, observer) as work:
        connection, migrations = work.connection, work.migrations
        names = _meant(migrations, work.status(), words)
        checksums = {name: migrations.checksum(name) for name in names}
        execute(connection, "BEGIN")  # an error closes the connection, which takes it back
        table = tracking_table.find(connection) or tracking_table.create(connection)
        recorder = Recorder(connection)
        for name, checksum in checksums.items():
            recorder.add(name)
            table.complete(connection, name, checksum=checksum, seconds=0)
        if terms.verify:  # now, because a script may claim that its migration is recorded
            _refuse_false(verified(connection, migrations, names, work.overseer, work.runner.executor))
        execute(connection, "COMMIT")
    return names


def _meant(migrations: Migrations, status: Status, words: Sequence[str]) -> list[str]:
    if not words:
        hint = "only what is named is recorded without being run, as in: migration apply --record 001"
        raise BadInput("which migrations are applied already?", where="--record", hint=hint)
    return chosen(migrations, status, Choice(names=words))


def _refuse_false(found: Sequence[Verified]) -> None:
    """Raise Refused where a migration is not there, by its own verify script."""
    false = [f"{each.name}: NOT true: {claim.text}" for each in found for claim in each.claims if not claim.holds]
    if false:
        what = "\n".join(["nothing was recorded, for what should be there is not", *(f"  {line}" for line in false)])
        raise Refused(what, hint="migration apply runs it; --no-verify records it all the same")
