"""One script that is to be run."""

from __future__ import annotations

from dataclasses import dataclass

from new_migration.deploy.scripts import Prepared


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A script to be run for migration ``name``. ``checksum`` is recorded with it when it is the forward one.

    ``is_there``: what the migration makes is there. Then a forward script is not run, but recorded; and a rollback
    script without that is recorded first, because it was broken off before.
    """

    name: str
    role: str
    prepared: Prepared
    checksum: str = ""
    is_there: bool = False

    @property
    def is_forward(self) -> bool:
        return self.role == "forward"

    @property
    def is_unfinished(self) -> bool:
        """Whether it undoes what was never recorded as applied."""
        return not self.is_forward and not self.is_there

    @property
    def command(self) -> str:
        """What a person types to run it."""
        if self.is_forward:
            return "migration apply"
        return f"migration rollback {self.name}{' --unfinished' if self.is_unfinished else ''}"
