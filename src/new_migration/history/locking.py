"""One run at a time in a migrations folder, without a lock file that git would see."""

from __future__ import annotations

import errno
import os
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from new_migration.errors import Refused
from new_migration.history.reasons import explained

PATIENCE = 30.0  # seconds; a run holds the lock for milliseconds, so a longer wait means a stopped process
_PAUSE = 0.01  # seconds between two attempts

# NFS and some network file systems cannot lock a folder (flock(2), section "NFS details").
_CANNOT_LOCK_FOLDERS = {errno.EBADF, errno.EINVAL, errno.EISDIR, errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}


@contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """Hold the only lock on ``folder``, made with its parents where missing, and removed again if it stays empty.

    Raises BadInput where the folder cannot be made or read, and Refused after ``PATIENCE`` seconds of waiting.
    """
    made = _missing_folders(folder)
    try:
        descriptor = _acquire(folder)
    except BaseException:
        _remove_empty(made)
        raise
    try:
        yield
    finally:
        _remove_empty(made)  # before the lock goes: the next run must find the folder or make it, not lose it
        os.close(descriptor)


def _acquire(folder: Path) -> int:
    """An open descriptor that holds the lock."""
    deadline = time.monotonic() + PATIENCE
    while True:
        with explained(folder):
            descriptor = _attempt(folder)
        if descriptor is not None:
            return descriptor
        if time.monotonic() > deadline:
            what = f"another run has been writing to this folder for {PATIENCE:.0f} s"
            raise Refused(what, where=str(folder), hint="end that run (it may be stopped with Ctrl-Z), then try again")
        time.sleep(_PAUSE)


def _attempt(folder: Path) -> int | None:
    """The descriptor, or None if another run has the lock or has removed the folder which it had made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = _identity(folder)
        descriptor = _open_and_lock(folder)
    except (BlockingIOError, FileNotFoundError):
        return None
    if _identity(folder) == before:
        return descriptor
    os.close(descriptor)
    return None


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _open_and_lock(folder: Path) -> int:
    """Lock the folder's own descriptor, or where that is not possible a file in the system's temporary folder."""
    if sys.platform != "win32":
        try:
            return _locked_descriptor(os.open(folder, os.O_RDONLY | os.O_CLOEXEC))
        except OSError as error:
            if error.errno not in _CANNOT_LOCK_FOLDERS:
                raise
    return _locked_descriptor(os.open(_lock_file(folder), os.O_RDWR | os.O_CREAT, 0o600))


def _locked_descriptor(descriptor: int) -> int:
    try:
        _lock(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        """Raises BlockingIOError if another process has the lock."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError from error

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        """Raises BlockingIOError if another process has the lock."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _lock_file(folder: Path) -> Path:
    """One file per folder and user: a file of another user in a shared temporary folder could not be opened."""
    import tempfile

    user = os.getuid() if sys.platform != "win32" else os.getlogin()
    return Path(tempfile.gettempdir(), f"new-migration-{user}-{zlib.crc32(os.fsencode(folder.resolve())):08x}.lock")


def _missing_folders(folder: Path) -> list[Path]:
    """The folders that have to be made, the innermost first."""
    with explained(folder):
        return [path for path in (folder, *folder.parents) if not path.exists()]


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        with suppress(OSError):  # not empty: it is in use now; not there: it was never made
            folder.rmdir()
