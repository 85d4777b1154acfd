"""Scripts from files and from parts of files."""

from __future__ import annotations

from new_migration.history.layouts.folder import Folder
from new_migration.history.layouts.pairs import Script
from new_migration.history.layouts.sql_text import controls_transactions, is_empty


def script(folder: Folder, name: str, text: str, *, wrapped: bool = True) -> Script:
    """A script of the file ``name``, wrapped where the tool does that.

    A file with a BEGIN of its own is run as it is: inside a transaction that BEGIN would be but a warning, and the
    COMMIT which belongs to it would end the outer transaction.
    """
    return Script(path=folder.path / name, text=text, wrapped=wrapped and not controls_transactions(text))


def script_if_any(folder: Folder, name: str, text: str | None, *, wrapped: bool = True) -> Script | None:
    """A script, or None where there is no text or nothing in it but comments."""
    return None if text is None or is_empty(text) else script(folder, name, text, wrapped=wrapped)


def part(text: str, start: int, stop: int) -> str:
    """What stands from offset ``start``, the beginning of a line, to ``stop``, on the lines on which it stands."""
    return "\n" * text.count("\n", 0, start) + text[start:stop]
