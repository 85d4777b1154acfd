"""The objects of the schema after the last migration, which rollbacks restore: replayed once, and kept in the cache."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from new_migration.postgres.database import Connection
from new_migration.postgres.objects import Objects, read_objects
from new_migration.proof.history_check import HistoryCheck
from new_migration.user_cache import cache_folder

_MOST_FILES = 50


class HeadObjects:
    """What the migrations of a check make."""

    def __init__(self, check: HistoryCheck) -> None:
        self._check = check
        kept = cache_folder("schemas")
        self._file = kept / f"{check.head_key}.json" if kept and check.head_key else None

    def cached(self) -> Objects | None:
        """What was read before, if the scripts are still the same."""
        if self._file is None:
            return None
        try:
            checksum, _, text = self._file.read_text(encoding="utf-8").partition("\n")
        except (OSError, UnicodeDecodeError):
            return None
        return Objects.from_json(text) if checksum == _checksum(text) else None

    def read(self) -> Objects:
        """Replay the migrations on a scratch server and read. Raises MigrationError if that cannot be done."""
        return self._check.at_head(self.keep)

    def keep(self, connection: Connection) -> Objects:
        """Read a database that is in the state after the last migration, and keep what was found."""
        found = read_objects(connection)
        if self._file is not None:
            with suppress(OSError):
                _write(self._file, f"{_checksum(found.to_json())}\n{found.to_json()}")
        return found


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write(file: Path, text: str) -> None:
    """In one step, so that nobody reads half of it."""
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as draft:
        draft.write(text)
    Path(name).replace(file)
    files = sorted(file.parent.glob("*.json"), key=lambda each: each.stat().st_mtime, reverse=True)
    for old in files[_MOST_FILES:]:
        old.unlink(missing_ok=True)
