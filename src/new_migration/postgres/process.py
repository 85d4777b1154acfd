"""Run PostgreSQL's programs as our children: as an account that they accept, and never longer than we live."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from new_migration.errors import BadInput, ServerRefused

START_SECONDS = 60
STOP_SECONDS = 5

# Runs before the program, still as root so that Python itself is readable. The order matters: setuid clears the
# parent-death signal (prctl(2)), and a parent that died before prctl shows only as another parent id.
# 1 is PR_SET_PDEATHSIG.
_BECOME = """
import os, sys
uid, gid, parent, number = map(int, sys.argv[1:5])
if sys.platform == "linux":
    import ctypes
    prctl = ctypes.CDLL(None, use_errno=True).prctl
if uid:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
if sys.platform == "linux":
    prctl(1, number, 0, 0, 0)
if os.getppid() != parent:
    sys.exit("the parent is gone")
os.execv(sys.argv[5], sys.argv[5:])
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """The user and group id that PostgreSQL runs as; 0 and 0 stand for ourselves."""

    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Hand ``path`` over to the account."""
        if self.uid:
            os.chown(path, self.uid, self.gid)

    def may_enter(self, folder: Path) -> bool:
        """Whether the account can get into ``folder`` from the root folder down, as far as mode bits tell."""
        if not self.uid:
            return os.access(folder, os.X_OK)
        return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents))


OURSELVES = Account(uid=0, gid=0)


def server_account() -> Account:
    """Ourselves, or for root, whom PostgreSQL refuses, an account that exists anyway: ``postgres``, else ``nobody``.

    Raises BadInput if root finds neither.
    """
    if os.geteuid() != 0:
        return OURSELVES
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(uid=entry.pw_uid, gid=entry.pw_gid)
    raise BadInput(
        "PostgreSQL does not run as root, and there is no account postgres or nobody to run it as",
        hint="run as an ordinary user, or pass --server URL",
    )


def run(command: Sequence[str | Path], *, account: Account) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, whatever its exit code, and keep what it says."""
    return subprocess.run(
        _as_account(command, account, signal.SIGTERM),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env=_environment(),
        cwd="/",
        stdin=subprocess.DEVNULL,
    )


def start(command: Sequence[str | Path], *, account: Account, log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own, so that a terminal's Ctrl-C reaches us and not the server.

    On Linux the kernel shuts it down when the thread that started it ends, by ``kill -9`` too.
    """
    return subprocess.Popen(
        _as_account(command, account, signal.SIGQUIT),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        env=_environment(),
        cwd="/",
        start_new_session=True,
    )


def wait_until_ready(server: subprocess.Popen[bytes], data: Path, log: Path) -> None:
    """Wait until the server accepts connections. Raises ServerRefused with the end of its log if it does not start."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        if _status(data) == "ready":
            return
        time.sleep(0.005)
    said = log.read_text(errors="replace").strip().splitlines()[-5:]
    raise ServerRefused("\n".join(["the scratch server does not start", *said]))


def stop(server: subprocess.Popen[bytes]) -> None:
    """End a server whose data nobody needs: immediate shutdown, and by force after a few seconds."""
    if server.poll() is None:
        server.send_signal(signal.SIGQUIT)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _as_account(command: Sequence[str | Path], account: Account, at_death: signal.Signals) -> list[str]:
    numbers = (account.uid, account.gid, os.getpid(), at_death.value)
    return [sys.executable, "-I", "-S", "-c", _BECOME, *map(str, numbers), *map(str, command)]


def _environment() -> dict[str, str]:
    """No PG… variable reaches the server, and no secret of ours reaches another account."""
    kept = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH") if key in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def _status(data: Path) -> str:
    """The eighth line of postmaster.pid, as pg_ctl reads it (miscadmin.h, LOCK_FILE_LINE_PM_STATUS)."""
    try:
        lines = (data / "postmaster.pid").read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return ""
    return lines[7].strip() if len(lines) > 7 else ""
