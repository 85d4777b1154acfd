"""Databases in the state after a long history, kept in the user's cache: a check begins there and not at the beginning.

A head is the data folder of a stopped scratch server, named by the hash of all scripts up to it. It is made where going
there again would take longer than keeping it, and a few migrations before the end: the last ones are still edited.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from new_migration.postgres.scratch import Running
from new_migration.user_cache import cache_folder

# So many migrations from the last head, or from nothing, make a new one worth its while.
WORTH = 20
# So many migrations before the end.
BEFORE_END = 3

_MOST_OF_PROJECT = 3
_MOST_BYTES = 1_500_000_000


class Heads:
    """The heads of one project. ``keys``: the hash for the state after each migration (``chain``)."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = keys
        self._folder = cache_folder("heads")
        self.position = -1  # the last migration in the head that was found

    def before(self, index: int) -> Callable[[str], Path | None]:
        """Where a server of a given build can start from: the longest history that ends before migration ``index``."""

        def find(build: str) -> Path | None:
            for position in range(index - 1, -1, -1):
                file = self._file(position, build)
                if file and file.is_file():
                    self.position = position
                    return file
            return None

        return find

    def save(self, position: int, server: Running) -> None:
        """Keep the state after migration ``position``; the server ends. Without room or rights nothing is kept."""
        file = self._file(position, server.build)
        if file is None:
            return
        with suppress(OSError, subprocess.TimeoutExpired):
            server.save(file)
            self._prune(file.parent)

    def _file(self, position: int, build: str) -> Path | None:
        return self._folder / f"{self.keys[0][:16]}-{self.keys[position][:32]}-{build}" if self._folder else None

    def _prune(self, folder: Path) -> None:
        """Newest first: a few of each project, and not more than so many bytes of all."""
        files = sorted(folder.glob("[!.]*-*"), key=lambda file: file.stat().st_mtime, reverse=True)
        kept: dict[str, int] = {}
        room = _MOST_BYTES
        for file in files:
            project = file.name.partition("-")[0]
            kept[project] = kept.get(project, 0) + 1
            room -= file.stat().st_size
            if kept[project] > _MOST_OF_PROJECT or room < 0:
                file.unlink(missing_ok=True)
