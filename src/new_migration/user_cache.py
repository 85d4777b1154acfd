"""Folders in the user's cache: for what can be made again, and that nobody else can have written to."""

from __future__ import annotations

import os
import shutil
import stat
import time
from contextlib import suppress
from pathlib import Path

# Nobody works on a draft for so long.
_SECONDS = 3600


def cache_folder(name: str) -> Path | None:
    """The folder ``name`` in the user's cache (XDG Base Directory Specification), made if need be.

    None where there is no home, it cannot be written to, or the folder is somebody else's: all works without it.
    """
    named = os.environ.get("XDG_CACHE_HOME", "")
    try:
        root = Path(named) if named.startswith("/") else Path("~/.cache").expanduser()
        folder = root / "new-migration" / name
        # A home that does not exist is not ours to create: root could.
        if root.parent.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if is_ours(folder) else None
    except (OSError, RuntimeError):  # not writable; no home at all
        return None


def is_ours(folder: Path) -> bool:
    """Whether ``folder`` is a real folder that only we can have written to: a shared place may hold another's bait."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o022


def remove_drafts(folder: Path, pattern: str) -> None:
    """Remove what killed runs have left half made in ``folder``, under names that ``pattern`` matches."""
    for draft in folder.glob(pattern):
        with suppress(OSError):  # another run removes it too
            status = draft.lstat()
            if status.st_uid == os.geteuid() and time.time() - status.st_mtime > _SECONDS:
                shutil.rmtree(draft) if stat.S_ISDIR(status.st_mode) else draft.unlink()
