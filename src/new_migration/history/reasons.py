"""Why the system refused a file or a folder, in plain words, with what to do about it."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from new_migration.errors import BadInput, MigrationError

_FREE_SPACE = "free some space and run the command again: nothing was written"
_ELSEWHERE = "choose another folder with --directory"

_REASONS = {
    errno.ENOSPC: ("no space is left on the disk", _FREE_SPACE),
    errno.EDQUOT: ("your quota of disk space is used up", _FREE_SPACE),
    errno.EFBIG: (
        "the file would be larger than the system allows",
        "raise the limit (ulimit -f): nothing was written",
    ),
    errno.EROFS: ("the file system is read-only", f"mount it writable, or {_ELSEWHERE}"),
    errno.EACCES: ("no permission", f"ask its owner for access, or {_ELSEWHERE}"),
    errno.EPERM: ("no permission", f"ask its owner for access, or {_ELSEWHERE}"),
    errno.ENAMETOOLONG: ("the name is too long for the file system", "choose a shorter name"),
}
# What the system says where something stands in the place of a folder.
_IN_THE_WAY = {errno.ENOENT, errno.ENOTDIR, errno.EEXIST}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn an OSError of the block, which works on ``path``, into a BadInput that says the reason in plain words."""
    try:
        yield
    except OSError as error:
        raise explain(error, path) from error


def explain(error: OSError, path: Path) -> MigrationError:
    """The error to show for what the system said about ``path``."""
    obstacle = _obstacle(path) if error.errno in _IN_THE_WAY else None
    if obstacle is not None:
        return obstacle
    plain = os.strerror(error.errno).lower() if error.errno else str(error)
    what, hint = _REASONS.get(error.errno or 0, (plain, ""))
    with suppress(OSError):
        if path.is_file():  # another folder would not help
            hint = hint.partition(f", or {_ELSEWHERE}")[0]
    return BadInput(what, where=str(path), hint=hint)


def _obstacle(path: Path) -> MigrationError | None:
    """What stands where ``path`` needs a folder: a file, or a symbolic link to nothing."""
    with suppress(OSError):  # no permission to look, or too long: the error at hand says it better
        for folder in (*reversed(path.parents), path):
            if folder.is_symlink() and not folder.exists():
                what = f"this symbolic link leads nowhere, it points to {folder.readlink()}"
                return BadInput(what, where=str(folder), hint=f"create that folder, mend the link, or {_ELSEWHERE}")
            if folder.exists() and not folder.is_dir():
                what = "this is a file, not a folder"
                return BadInput(what, where=str(folder), hint=f"move the file, or {_ELSEWHERE}")
    return None
