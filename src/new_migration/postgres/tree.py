"""Folders as caches: copy a tree, count what is in it, and put it in its place in one step."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from new_migration.postgres.process import Account
from new_migration.user_cache import is_ours, remove_drafts

TREE = "tree"
_CONTENTS = "contents.txt"

NOBODY_ELSE = 0o700
EVERYBODY_READS = 0o755


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """How many files a tree has, and how many bytes they have together: enough to notice a half-deleted one."""

    files: int
    size: int

    def __str__(self) -> str:
        return f"{self.files} files, {self.size} bytes"


def copy_tree(source: Path, target: Path, *, permissions: int, owner: Account) -> Contents:
    """Copy files, folders and links to the new folder ``target``, as ``owner``'s, and count the files.

    ``permissions`` are those of folders and programs; other files get them without execution. Raises OSError.
    """
    files = size = 0
    for folder, _, names in os.walk(source):
        made = target / Path(folder).relative_to(source)
        made.mkdir(mode=permissions)
        made.chmod(permissions)
        owner.own(made)
        for name in names:
            size += _copy_file(Path(folder, name), made / name, permissions, owner)
            files += 1
    return Contents(files=files, size=size)


def _copy_file(source: Path, target: Path, permissions: int, owner: Account) -> int:
    if source.is_symlink():
        target.symlink_to(source.readlink())
        return 0
    shutil.copyfile(source, target)
    status = source.stat()
    target.chmod(permissions if status.st_mode & stat.S_IXUSR else permissions & 0o666)
    owner.own(target)
    return status.st_size


def count_tree(folder: Path) -> Contents:
    """What ``copy_tree`` would count."""
    paths = [Path(place, name) for place, _, names in os.walk(folder) for name in names]
    return Contents(files=len(paths), size=sum(path.stat().st_size for path in paths if not path.is_symlink()))


def publish(folder: Path, fill: Callable[[Path], Contents], *, permissions: int) -> None:
    """Make ``folder`` in one step, with a tree that ``fill`` makes (at the path it is given) and counts.

    Several processes may do so at once: the first one's stays. Raises OSError if the place is another's.
    """
    if is_ours(folder) and not published(folder):
        discard(folder)
    remove_drafts(folder.parent, f".{folder.name}-*")
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        contents = fill(draft / TREE)
        (draft / _CONTENTS).write_text(str(contents))
        draft.chmod(permissions)
        draft.rename(folder)
    except OSError:
        if not published(folder):
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def published(folder: Path) -> str:
    """What was counted when ``folder`` was published, or an empty text if it was not, or not by us."""
    try:
        return (folder / _CONTENTS).read_text() if is_ours(folder) else ""
    except FileNotFoundError:
        return ""


def discard(folder: Path) -> None:
    """Remove a published folder; nobody finds it half removed."""
    grave = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        folder.rename(grave / "old")
    finally:
        shutil.rmtree(grave, ignore_errors=True)
