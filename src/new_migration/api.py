"""The Python API: ``from new_migration import apply, rollback, status, verify``. Typed results; nothing is printed.

The database is ``database_url``, else that of the environment (``deploy.target``); the folder is ``directory``, else
that of the project's settings. All raise MigrationError (``new_migration.errors``), whose ``exit_code`` says of what
sort, and MigrationFailed (``new_migration.deploy.failure``) for a script that does not go through.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from new_migration.deploy import apply as applying
from new_migration.deploy import recording
from new_migration.deploy import rollback as rolling_back
from new_migration.deploy import verify as verifying
from new_migration.deploy.events import Done, Observer, ignore
from new_migration.deploy.job import Job
from new_migration.deploy.migrations import Migrations
from new_migration.deploy.rollback import Plan
from new_migration.deploy.session import RETRIES, WAIT, Terms, status_on
from new_migration.deploy.state import Status
from new_migration.deploy.target import connect_to, target
from new_migration.deploy.verify import Verified

Folder = Path | str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Applied:
    """What was applied, in this order, and what the verify scripts of that say."""

    done: Sequence[Done]
    verified: Sequence[Verified] = ()

    @property
    def holds(self) -> bool:
        """Whether no claim is false."""
        return all(each.holds for each in self.verified)


def status(database_url: str | None = None, directory: Folder = None) -> Status:
    """Which migrations of the folder are applied to the database, and which applied ones the folder lacks."""
    migrations = Migrations.listed(_folder(directory))
    with connect_to(_target(database_url)) as connection:
        return status_on(connection, migrations)


def apply(  # noqa: PLR0913
    database_url: str | None = None,
    directory: Folder = None,
    *,
    names: Sequence[str] = (),
    to: int | None = None,
    allow_out_of_order: bool = False,
    wait: float = WAIT,
    retries: int = RETRIES,
    limit: float = 0.0,
    verify: bool = True,
    observer: Observer = ignore,
) -> Applied:
    """Apply pending migrations: all, those that ``names`` mean, or those up to number ``to``.

    ``wait``: seconds until another run must have ended; ``retries`` of a transaction that others' locks stop;
    ``limit``: seconds for all of it, 0 without. ``verify``: ask each verify script directly after its migration.
    """
    conninfo, folder = _target(database_url), _folder(directory)
    choice = applying.Choice(names=names, to=to, allow_out_of_order=allow_out_of_order)
    terms = Terms(wait=wait, retries=retries, limit=limit, verify=verify)
    done, verified = applying.apply(conninfo, folder, choice, terms, observer)
    return Applied(done=done, verified=verified)


def plan_apply(
    database_url: str | None = None,
    directory: Folder = None,
    *,
    names: Sequence[str] = (),
    to: int | None = None,
    allow_out_of_order: bool = False,
) -> tuple[Status, list[Job]]:
    """What ``apply`` would run, and where the database stands before."""
    choice = applying.Choice(names=names, to=to, allow_out_of_order=allow_out_of_order)
    return applying.plan(_target(database_url), _folder(directory), choice)


def record(  # noqa: PLR0913
    database_url: str | None = None,
    directory: Folder = None,
    *,
    names: Sequence[str],
    wait: float = WAIT,
    verify: bool = True,
    observer: Observer = ignore,
) -> list[str]:
    """Record pending migrations as applied without running them, all that ``names`` mean or none.

    ``verify``: ask their verify scripts too; where a claim is not true, nothing is recorded.
    """
    return recording.record(_target(database_url), _folder(directory), names, Terms(wait=wait, verify=verify), observer)


def plan_record(
    database_url: str | None = None, directory: Folder = None, *, names: Sequence[str]
) -> tuple[Status, list[str]]:
    """What ``record`` would record, and where the database stands before."""
    return recording.plan(_target(database_url), _folder(directory), names)


def rollback(  # noqa: PLR0913
    database_url: str | None = None,
    directory: Folder = None,
    *,
    names: Sequence[str] = (),
    to: int | None = None,
    last: int | None = None,
    allow_out_of_order: bool = False,
    unfinished: bool = False,
    allow_data_loss: bool = False,
    agreed: Plan | None = None,
    wait: float = WAIT,
    retries: int = RETRIES,
    limit: float = 0.0,
    observer: Observer = ignore,
) -> list[Done]:
    """Roll back applied migrations, newest first: those that ``names`` mean, those above ``to``, or the ``last`` ones.

    Without any of these, the one with the highest number. ``agreed``: the plan (``plan_rollback``) that was looked at;
    where it loses data, that is refused without ``allow_data_loss``.
    """
    choice = rolling_back.Choice(
        names=names, to=to, last=last, allow_out_of_order=allow_out_of_order, unfinished=unfinished
    )
    terms = Terms(wait=wait, retries=retries, limit=limit)
    return rolling_back.rollback(
        _target(database_url),
        _folder(directory),
        choice,
        terms,
        observer,
        agreed=agreed,
        allow_data_loss=allow_data_loss,
    )


def plan_rollback(  # noqa: PLR0913
    database_url: str | None = None,
    directory: Folder = None,
    *,
    names: Sequence[str] = (),
    to: int | None = None,
    last: int | None = None,
    allow_out_of_order: bool = False,
    unfinished: bool = False,
) -> Plan:
    """What ``rollback`` would run, and which data would be lost."""
    choice = rolling_back.Choice(
        names=names, to=to, last=last, allow_out_of_order=allow_out_of_order, unfinished=unfinished
    )
    return rolling_back.plan(_target(database_url), _folder(directory), choice)


def verify(
    database_url: str | None = None,
    directory: Folder = None,
    *,
    names: Sequence[str] = (),
    everything: bool = False,
    limit: float = 0.0,
) -> list[Verified]:
    """Ask the verify scripts of the migrations that are meant; without any, of the applied one with the top number.

    ``limit``: seconds for all of it, 0 without.
    """
    return verifying.verify(_target(database_url), _folder(directory), names, everything=everything, limit=limit)


def _target(database_url: str | None) -> str:
    return target(database_url, os.environ)


def _folder(directory: Folder) -> Path:
    if directory is not None:
        return Path(directory)
    from new_migration.history.config import load_settings

    return load_settings(cwd=Path.cwd(), environment=os.environ).directory
