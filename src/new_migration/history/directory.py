"""The migrations folder: what is in it, which number comes next, and writing a set of files into it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

from new_migration.history.locking import locked_folder
from new_migration.history.migration import Migration, number_in, parse_file_name
from new_migration.history.reasons import explained
from new_migration.history.writing import remove_left_overs, write_set


@dataclass(slots=True)
class MigrationsDirectory:
    """A folder of migrations, which need not exist yet. Raises BadInput where the system refuses access."""

    path: Path
    _locked: bool = field(default=False, init=False, repr=False, compare=False)

    def file_names(self) -> list[str]:
        """The names of all files, in no order; none where the folder does not exist."""
        with explained(self.path):
            try:
                with os.scandir(self.path) as entries:
                    return [entry.name for entry in entries]
            except FileNotFoundError:
                return []

    def migrations(self) -> list[Migration]:
        """The migrations that have a forward script, in the order of their numbers."""
        found = [parsed[1] for name in self.file_names() if name[:1].isdigit() and (parsed := parse_file_name(name))]
        return sorted(found, key=attrgetter("number", "digits", "name"))

    def width(self, default: int = 3) -> int:
        """How many digits a number has here: the habit of the highest-numbered migration, or ``default``."""
        migrations = self.migrations()
        return len(migrations[-1].digits) if migrations else default

    def next_number(self, taken_elsewhere: Iterable[int] = ()) -> int:
        """One more than the highest number here and elsewhere; 1 for the first. A rollback alone takes a number too."""
        here = (number for name in self.file_names() if (number := number_in(name)) is not None)
        return max(max(here, default=0), max(taken_elsewhere, default=0)) + 1

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other runs out, from choosing a number to writing; makes the folder, and removes it if it stays empty.

        Raises Refused if another run does not finish.
        """
        if self._locked:
            yield
            return
        with locked_folder(self.path):
            self._locked = True
            try:
                yield
            finally:
                self._locked = False

    def write(self, files: Mapping[str, str]) -> list[Path]:
        """Write texts under their file names, all or none; give the paths. Raises Refused where a name is taken."""
        with self.locked():
            remove_left_overs(self.path)
            return write_set(self.path, files)
