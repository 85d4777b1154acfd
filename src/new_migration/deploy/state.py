"""Where a database stands: which migrations of the folder are applied to it, as sets of names, never as a maximum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from new_migration.deploy.migrations import Migrations
from new_migration.deploy.tracking_table import Record


class State(StrEnum):
    """What can be said of one migration."""

    APPLIED = "applied"
    EDITED = "edited since it was applied"
    MISSING = "applied, but its file is missing"
    PENDING = "pending"
    OUT_OF_ORDER = "pending below the highest applied"


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """One migration. ``record`` is None where it is not applied."""

    name: str
    state: State
    record: Record | None = None

    @property
    def is_applied(self) -> bool:
        return self.record is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """All migrations that the folder or the database knows, by number, and the database as messages name it."""

    database: str
    has_tracking_table: bool
    migrations: tuple[Standing, ...]

    def named(self, *states: State) -> list[str]:
        """The names of the migrations in these states."""
        return [each.name for each in self.migrations if each.state in states]

    @property
    def applied(self) -> list[str]:
        return [each.name for each in self.migrations if each.is_applied]

    @property
    def pending(self) -> list[str]:
        return [each.name for each in self.migrations if not each.is_applied]

    @property
    def is_clean(self) -> bool:
        """Whether everything is applied, and nothing but what the folder holds."""
        return all(each.state is State.APPLIED for each in self.migrations)


def standings(migrations: Migrations, records: dict[str, Record]) -> tuple[Standing, ...]:
    """Compare the folder with the records."""
    highest = max((migrations.number(name) for name in records), default=-1)
    names = sorted(migrations.by_name.keys() | records.keys(), key=lambda name: (migrations.number(name), name))
    return tuple(_standing(name, migrations, records.get(name), highest) for name in names)


def _standing(name: str, migrations: Migrations, record: Record | None, highest: int) -> Standing:
    if record is None:
        is_late = migrations.number(name) < highest
        return Standing(name=name, state=State.OUT_OF_ORDER if is_late else State.PENDING)
    if name not in migrations.by_name:
        return Standing(name=name, state=State.MISSING, record=record)
    is_edited = record.checksum not in {"", migrations.checksum(name)}
    return Standing(name=name, state=State.EDITED if is_edited else State.APPLIED, record=record)


def left_behind(migrations: Migrations, applied: Iterable[str], pending: Sequence[str]) -> list[str]:
    """The migrations that would be pending below the highest applied one."""
    highest = max((migrations.number(name) for name in applied), default=-1)
    return [name for name in pending if migrations.number(name) < highest]
