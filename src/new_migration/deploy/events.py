"""What happens while migrations are applied or rolled back, told to whoever wants to know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from new_migration.deploy.sessions import Session
from new_migration.postgres.scripts import Notice


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitingForTurn:
    """Another run is at work on this database. Told again when it is another one."""

    holders: Sequence[Session]


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """What is going to be run, in this order."""

    names: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Started:
    """A script starts."""

    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """The server said something by the way."""

    name: str
    notice: Notice


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitingForLock:
    """A statement waits for locks of others. Told once for the same sessions."""

    name: str
    blockers: Sequence[Session]


@dataclass(frozen=True, kw_only=True, slots=True)
class Retrying:
    """A transaction was taken back because of others' locks, and is going to be tried again after ``seconds``."""

    name: str
    reason: str
    attempt: int
    attempts: int
    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """A script has run and is recorded."""

    name: str
    seconds: float


Event: TypeAlias = WaitingForTurn | Planned | Started | Told | WaitingForLock | Retrying | Done
Observer: TypeAlias = Callable[[Event], None]


def ignore(event: Event) -> None:
    """An observer that nothing interests."""
