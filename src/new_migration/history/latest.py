"""The file LATEST: the name of the newest migration, so that two branches which both add one conflict in git.

It is kept up to date where it is there. Who wants that makes it once, with ``migration init`` or by hand.
"""

from __future__ import annotations

from pathlib import Path

from new_migration.errors import BadInput
from new_migration.history.directory import MigrationsDirectory
from new_migration.history.reasons import explained

NAME = "LATEST"
# Where git has a conflict in the line above, this is what one reads below it.
_FOOT = "# The newest migration. A conflict means that two branches have added some: run migration renumber.\n"
_MARKS = ("<<<<<<<", "=======", ">>>>>>>")


def check_latest(folder: Path) -> None:
    """Raise BadInput where two branches have both added migrations and nobody has brought them into an order yet."""
    path = folder / NAME
    with explained(path):
        text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    if has_conflict(text):
        what = "two branches have both added migrations"
        raise BadInput(what, where=str(path), hint="run: migration renumber")


def has_conflict(text: str) -> bool:
    """Whether git has left a merge conflict in a text."""
    return any(line.startswith(_MARKS) for line in text.splitlines())


def keep_latest(directory: MigrationsDirectory) -> None:
    """Write the name of the newest migration, where the file is there. Raises BadInput where it cannot be written."""
    path = directory.path / NAME
    migrations = directory.migrations()
    if not path.is_file() or not migrations:
        return
    with explained(path):
        draft = path.with_name(f".{NAME}.new")
        draft.write_text(f"{migrations[-1].stem}\n{_FOOT}", encoding="utf-8")
        draft.replace(path)
