"""The private folder of a scratch server: in memory where there is room, removed at the end, or by the next run."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from new_migration.errors import BadInput
from new_migration.postgres.interruption import uninterrupted
from new_migration.postgres.process import Account

_PREFIX = "new-migration-scratch-"
_IN_MEMORY = Path("/dev/shm")
_ROOM = 512 * 1024 * 1024
_SECONDS_TO_LOCK = 60
_SECONDS_TO_REMOVE = 5

# A socket's path has 104 bytes on macOS and 108 on Linux (unix(7)), the end mark included.
_LONGEST_SOCKET = 100


@contextmanager
def private_folder(account: Account) -> Iterator[Path]:
    """A new folder for a server's data, with a folder ``socket`` that only ``account`` (and root) can enter.

    A lock on its file ``lock`` says that we live: what lies about unlocked is removed first. Raises BadInput
    if there is no place for it.
    """
    for place in _places():
        _remove_leftovers(place)
    folder = _new_folder(account)
    with _locked(folder):
        try:
            _furnish(folder, account)
            yield folder
        finally:
            # Still locked: else another run would take it for a left-over and remove it at the same time.
            with uninterrupted():
                _remove(folder)


def socket_file(folder: Path) -> Path:
    """The socket that a server makes in the private ``folder``."""
    return folder / "socket" / ".s.PGSQL.5432"


def is_private_socket(host: str) -> bool:
    """Whether a connection's ``host`` is the folder of such a socket."""
    return Path(host).parent.name.startswith(_PREFIX)


def _places() -> list[Path]:
    return list(dict.fromkeys([_IN_MEMORY, Path(tempfile.gettempdir()).resolve(), Path("/tmp")]))


def _new_folder(account: Account) -> Path:
    for place in _places():
        if _is_fit(place, account):
            return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
    raise BadInput(
        "there is no folder with 0.5 GB of room for a scratch server", hint="set TMPDIR, or pass --server URL"
    )


def _is_fit(place: Path, account: Account) -> bool:
    """Whether we can write there, the account can get there, and there is room and a short enough path for a socket."""
    name = socket_file(place / (_PREFIX + "12345678"))
    return (
        place.is_dir()
        and os.access(place, os.W_OK | os.X_OK)
        and account.may_enter(place)
        and shutil.disk_usage(place).free >= _ROOM
        and len(os.fsencode(name)) <= _LONGEST_SOCKET
        and "," not in str(name)  # to libpq, one more host
    )


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock that says that the folder is in use; it gets its name when it is held, for others may look."""
    draft = folder / "lock.new"
    with draft.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        draft.rename(folder / "lock")
        yield


def _furnish(folder: Path, account: Account) -> None:
    """For root, the folder itself stays root's; the account may pass through to its own."""
    if account.uid:
        folder.chmod(0o711)
    (folder / "socket").mkdir(mode=0o700)
    account.own(folder / "socket")


def _remove(folder: Path) -> None:
    """Remove it, with the server in it if a signal came before anybody knew of that."""
    _end_server(folder)
    deadline = time.monotonic() + _SECONDS_TO_REMOVE
    while folder.exists():
        try:
            shutil.rmtree(folder)
        except OSError:  # the server is just dying, and still writes
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _remove_leftovers(place: Path) -> None:
    """Remove folders of ours whose process died, as by ``kill -9``, and outside Linux end the server in it."""
    for folder in place.glob(_PREFIX + "*"):
        if _is_left_over(folder):
            if sys.platform != "linux":  # there the kernel does it
                _end_server(folder)
            # A server that is just dying may still write: then the next run removes the rest.
            shutil.rmtree(folder, ignore_errors=True)


def _is_left_over(folder: Path) -> bool:
    try:
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
            return False
        with (folder / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except BlockingIOError:
        return False
    except FileNotFoundError:
        # Another run has just removed it, or made it and is about to lock it.
        return folder.exists() and time.time() - status.st_mtime > _SECONDS_TO_LOCK


def _end_server(folder: Path) -> None:
    """End the server that runs in it, if one does. The process id may be another's by now."""
    try:
        number, data, *_ = (folder / "data" / "postmaster.pid").read_text(errors="replace").splitlines()
    except (FileNotFoundError, ValueError):
        return
    if data in _command_line(number):
        with suppress(ProcessLookupError):
            os.kill(int(number), signal.SIGQUIT)


def _command_line(number: str) -> str:
    if sys.platform == "linux":
        with suppress(OSError):
            return Path("/proc", number, "cmdline").read_text(errors="replace")
        return ""
    return subprocess.run(["ps", "-o", "command=", "-p", number], capture_output=True, text=True, check=False).stdout
