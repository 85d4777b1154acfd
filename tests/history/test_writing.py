"""A set of files is written as a whole or not at all: full disks, missing rights, interrupts, kill -9."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from new_migration.errors import BadInput, Refused
from new_migration.history import writing
from new_migration.history.directory import MigrationsDirectory

SET = {"001_a.sql": "forward", "rollback-001_a.sql": "rollback", "verify-001_a.sql": "verify"}
WRITTEN = {name: text + "\n" for name, text in SET.items()}

# Runs as a program: write a set into the folder given, say the error and what lies there afterwards.
WRITE = """
import os, sys
from pathlib import Path
from new_migration.errors import MigrationError
from new_migration.history.directory import MigrationsDirectory

def write(folder, size=10):
    try:
        MigrationsDirectory(Path(folder)).write({"001_a.sql": "f" * size, "rollback-001_a.sql": "r" * size})
    except MigrationError as error:
        print(error)
    print(sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*")))
"""


def run(script: str, *arguments: object, wrapper: tuple[str, ...] = ()) -> str:
    command = [*wrapper, sys.executable, "-W", "error", "-c", WRITE + script, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that another user may reach, which pytest's are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_a_file_size_limit_leaves_nothing(tmp_path: Path) -> None:
    script = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
write(sys.argv[1], size=1001)
"""
    assert run(script, tmp_path) == (
        f"{tmp_path}: the file would be larger than the system allows\n"
        "hint: raise the limit (ulimit -f): nothing was written\n"
        "[]\n"
    )


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """On a real file system of 64 kB, mounted for one process only; on a full device where that is not permitted."""
    script = """
import subprocess
folder = sys.argv[1]
mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]
if subprocess.run(mount, capture_output=True).returncode:
    full = os.open("/dev/full", os.O_WRONLY)
    os.fsync = lambda descriptor: os.write(full, b"x")
write(folder, size=40_000)
"""
    private = ("unshare", "--mount") if os.getuid() == 0 else ("unshare", "--mount", "--map-root-user")
    wrapper = private if subprocess.run([*private, "true"], capture_output=True, check=False).returncode == 0 else ()
    assert run(script, tmp_path, wrapper=wrapper) == (
        f"{tmp_path}: no space is left on the disk\n"
        "hint: free some space and run the command again: nothing was written\n"
        "[]\n"
    )


@pytest.mark.parametrize("inside", ["", "database/migrations"])
def test_a_folder_without_permission(open_folder: Path, inside: str) -> None:
    script = """
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    MigrationsDirectory(Path(sys.argv[1], sys.argv[2])).write({"001_a.sql": "x"})
except MigrationError as error:
    print(type(error).__name__, error)
"""
    open_folder.chmod(0o555)
    assert run(script, open_folder, inside) == (
        f"BadInput {open_folder / inside}: no permission\n"
        "hint: ask its owner for access, or choose another folder with --directory\n"
    )
    assert list(open_folder.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "what"),
    [
        (
            errno.EROFS,
            "the file system is read-only\nhint: mount it writable, or choose another folder with --directory",
        ),
        (
            errno.EDQUOT,
            "your quota of disk space is used up\nhint: free some space and run the command again: nothing was written",
        ),
        (errno.EIO, "input/output error"),
    ],
)
def test_the_systems_reason_is_said_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, what: str
) -> None:
    monkeypatch.setattr(os, "fsync", raising(OSError(number, "jargon")))
    with pytest.raises(BadInput) as error:
        MigrationsDirectory(tmp_path).write(SET)
    assert str(error.value) == f"{tmp_path}: {what}"
    assert content(tmp_path) == {}


def raising(error: BaseException) -> Any:
    def fail(*_arguments: object, **_options: object) -> None:
        raise error

    return fail


def test_a_name_taken_at_the_last_moment_takes_the_others_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.link

    def link(source: Path, target: Path) -> None:
        if target.name == "001_a.sql":
            target.write_text("somebody else's")
        real(source, target)

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(Refused) as error:
        MigrationsDirectory(tmp_path).write(SET)
    assert str(error.value).startswith(f"{tmp_path / '001_a.sql'}: this file exists already and is never overwritten\n")
    assert content(tmp_path) == {"001_a.sql": "somebody else's"}


def test_without_hard_links_the_set_is_written_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", raising(PermissionError(errno.EPERM, "")))
    MigrationsDirectory(tmp_path).write(SET)
    assert content(tmp_path) == WRITTEN


def test_without_hard_links_a_name_taken_at_the_last_moment_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(_source: Path, target: Path) -> None:
        if target.name == "001_a.sql":
            target.write_text("somebody else's")
        raise PermissionError(errno.EPERM, "")

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(Refused):
        MigrationsDirectory(tmp_path).write(SET)
    assert content(tmp_path) == {"001_a.sql": "somebody else's"}


def test_without_hard_links_a_failure_half_way_takes_everything_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.replace

    def replace(path: Path, target: Path) -> Path:
        if target.name == "001_a.sql":
            raise OSError(errno.EIO, "")
        return real(path, target)

    monkeypatch.setattr(os, "link", raising(PermissionError(errno.EPERM, "")))
    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(BadInput):
        MigrationsDirectory(tmp_path).write(SET)
    assert content(tmp_path) == {}


class InterruptAt:
    """A trace function that raises KeyboardInterrupt at the n-th line run in ``writing``, but for the taking back."""

    def __init__(self, line: int) -> None:
        self.lines_left = line

    def __call__(self, frame: FrameType, event: str, _argument: object) -> Any:
        if frame.f_code.co_filename != writing.__file__ or frame.f_code.co_name == "_take_back":
            return None
        if event == "line":
            self.lines_left -= 1
            if self.lines_left == 0:
                raise KeyboardInterrupt
        return self


# Between opening and closing a file nobody but the garbage collector can close it after an interrupt.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.parametrize("hard_links", [True, False])
def test_an_interrupt_at_any_line_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hard_links: bool
) -> None:
    if not hard_links:
        monkeypatch.setattr(os, "link", raising(PermissionError(errno.EPERM, "")))
    interrupts = 0
    while not written_despite(tmp_path / "database" / "migrations", InterruptAt(interrupts + 1)):
        assert list(tmp_path.iterdir()) == []
        interrupts += 1
    assert interrupts > 50
    assert content(tmp_path / "database" / "migrations") == WRITTEN


def written_despite(folder: Path, interrupt: InterruptAt) -> bool:
    before = sys.gettrace()
    sys.settrace(interrupt)
    try:
        MigrationsDirectory(folder).write(SET)
    except KeyboardInterrupt:
        return False
    finally:
        sys.settrace(before)
    return True


@pytest.mark.parametrize("call", ["os.fsync", "os.link", "os.unlink"])
@pytest.mark.parametrize("time", [1, 2, 3])
def test_a_killed_run_leaves_no_half_written_file_and_no_forward_without_rollback(
    tmp_path: Path, call: str, time: int
) -> None:
    script = f"""
import signal
left, real = int(sys.argv[2]), {call}
def killed(*arguments, **options):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **options)
{call} = killed
MigrationsDirectory(Path(sys.argv[1])).write({SET})
"""
    command = [sys.executable, "-c", WRITE + script, str(tmp_path), str(time)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    left = content(tmp_path)
    visible = {name: text for name, text in left.items() if not name.startswith(".")}
    assert len(visible) < len(left)  # it was killed in the middle
    assert visible.items() <= WRITTEN.items()
    assert "001_a.sql" not in visible or visible == WRITTEN
    MigrationsDirectory(tmp_path).write({"002_b.sql": "b"})
    assert content(tmp_path) == {**visible, "002_b.sql": "b\n"}
