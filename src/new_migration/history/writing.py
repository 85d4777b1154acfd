"""Write a set of files into one folder: all or nothing, and never over anything that is there.

Each text goes to a hidden file first and gets its name by a hard link, which fails where the name is taken. So no name
ever shows a half-written file, not even after kill -9. Call this with the lock of the folder held.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from new_migration.errors import BadInput, MigrationError, Refused
from new_migration.history.reasons import explain

TEMPORARY_PREFIX = ".new-migration-"

_NO_HARD_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


@dataclass(frozen=True, kw_only=True, slots=True)
class _File:
    """One file of the set: its name to be, its hidden name until then, and its bytes."""

    final: Path
    temporary: Path
    data: bytes


def write_set(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write the texts under their file names, as UTF-8 with LF and one final newline; give the paths in the same order.

    Raises Refused if a name is taken, BadInput if the system says no; then, and after an interrupt, nothing is left.
    """
    files = [_plan(folder, name, text, index) for index, (name, text) in enumerate(texts.items())]
    for file in files:
        _refuse_taken(file.final)
    try:
        return _write_files(folder, files)
    except OSError as error:
        raise _explain(error, folder) from error


def remove_left_overs(folder: Path) -> None:
    """Remove the hidden files of runs that were killed; with the lock held no other run can have any."""
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        left_overs = [entry.path for entry in entries if entry.name.startswith(TEMPORARY_PREFIX)]
        for path in left_overs:
            with suppress(OSError):  # in the way of nothing: a write that cannot remove it fails for its own reason
                Path(path).unlink()


def _plan(folder: Path, name: str, text: str, index: int) -> _File:
    if not name or Path(name).name != name:
        raise BadInput("this is not a plain file name", where=name)
    try:
        data = (text.replace("\r\n", "\n").rstrip("\n") + "\n").encode()
    except UnicodeEncodeError as error:
        raise BadInput(f"character {error.start + 1} of the text cannot be written as UTF-8", where=name) from error
    return _File(final=folder / name, temporary=folder / f"{TEMPORARY_PREFIX}{os.getpid()}-{index}.tmp", data=data)


def _refuse_taken(path: Path) -> None:
    if os.path.lexists(path):
        raise _taken(path)


def _taken(path: Path) -> MigrationError:
    hint = "choose another --name or --number, or move the file away"
    return Refused("this file exists already and is never overwritten", where=str(path), hint=hint)


def _write_files(folder: Path, files: list[_File]) -> list[Path]:
    inodes: set[int] = set()
    try:
        for file in files:
            inodes.add(_write_temporary(file))
        for file in _forward_last(files):
            _publish(file)
        for file in files:
            file.temporary.unlink(missing_ok=True)
        _sync_folder(folder)
        return [file.final for file in files]  # in here: an interrupt on the way out takes everything back too
    except BaseException:
        _take_back(files, inodes)
        raise


def _forward_last(files: Iterable[_File]) -> list[_File]:
    """A run killed between two files must not leave a forward script without its rollback."""
    return sorted(files, key=lambda file: file.final.name[0].isdigit())


def _write_temporary(file: _File) -> int:
    """Write the bytes to the disk under the hidden name; give the file's inode."""
    with file.temporary.open("xb") as stream:
        stream.write(file.data)
        stream.flush()
        os.fsync(stream.fileno())
        return os.fstat(stream.fileno()).st_ino


def _publish(file: _File) -> None:
    try:
        os.link(file.temporary, file.final)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        _claim_and_replace(file)


def _claim_and_replace(file: _File) -> None:
    """Without hard links (FAT, some network shares) an empty file reserves the name, then the full one replaces it."""
    os.close(os.open(file.final, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    file.temporary.replace(file.final)


def _sync_folder(folder: Path) -> None:
    """Make the new names last through a power failure, where the system can sync a folder."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # EINVAL on some network file systems; the files themselves are on the disk
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _take_back(files: list[_File], inodes: set[int]) -> None:
    """Remove what this call made, and only that: by inode, since an interrupt may come before a name could be noted."""
    for file in files:
        with suppress(OSError):
            status = file.final.lstat()
            # Empty: a name reserved just now, as no file had this name when we began.
            if status.st_ino in inodes or status.st_size == 0:
                file.final.unlink()
    for file in files:
        with suppress(OSError):
            file.temporary.unlink()


def _explain(error: OSError, folder: Path) -> MigrationError:
    """The name that a hard link was to get is the error's second one; the hidden names are nobody's concern."""
    if isinstance(error, FileExistsError):
        return _taken(Path(os.fsdecode(error.filename2 or error.filename)))
    return explain(error, Path(os.fsdecode(error.filename2)) if error.filename2 else folder)
