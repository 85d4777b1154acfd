"""Runs at the same moment: each gets numbers of its own, and none loses a file."""

import errno
import fcntl
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from new_migration.errors import BadInput, Refused
from new_migration.history import locking
from new_migration.history.directory import MigrationsDirectory

# Forks 20 processes which all wait for the end of standard input, then each write one set and print its number.
CROWD = """
import os, sys
from pathlib import Path
from new_migration.history.directory import MigrationsDirectory

def write_one(folder):
    sys.stdin.buffer.read()
    directory = MigrationsDirectory(folder)
    with directory.locked():
        number = directory.next_number()
        directory.write({f"{role}{number:03d}_a.sql": str(os.getpid()) for role in ("", "rollback-", "verify-")})
    os.write(1, b"%d\\n" % number)

children = []
for _ in range(20):
    child = os.fork()
    if not child:
        write_one(Path(sys.argv[1]))
        os._exit(0)
    children.append(child)
sys.exit(any([os.waitpid(child, 0)[1] for child in children]))
"""


def test_forty_processes_at_the_same_moment_get_different_numbers(tmp_path: Path) -> None:
    folder = tmp_path / "database" / "migrations"  # made by the first
    command = [sys.executable, "-c", CROWD, str(folder)]
    crowds = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)]
    for crowd in crowds:
        assert crowd.stdin is not None
        crowd.stdin.close()
    numbers = [int(line) for crowd in crowds for line in crowd.stdout or ()]
    assert [crowd.wait() for crowd in crowds] == [0, 0]
    for crowd in crowds:
        assert crowd.stdout is not None
        crowd.stdout.close()
    assert sorted(numbers) == list(range(1, 41))
    expected = {f"{role}{number:03d}_a.sql" for number in numbers for role in ("", "rollback-", "verify-")}
    assert {path.name for path in folder.iterdir()} == expected
    for number in numbers:  # the three files of a set are of one process
        assert len({path.read_text() for path in folder.glob(f"*{number:03d}_a.sql")}) == 1


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "PATIENCE", 0.05)


@pytest.fixture
def folders_cannot_be_locked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """As on NFS. Gives the temporary folder in which the lock file appears instead."""
    real = fcntl.flock

    def flock(descriptor: int, operation: int) -> None:
        if os.path.isdir(descriptor):  # noqa: PTH112 (a descriptor has no Path)
            raise OSError(errno.EBADF, "")
        real(descriptor, operation)

    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(fcntl, "flock", flock)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return temporary


def assert_locked_out(folder: Path) -> None:
    with pytest.raises(Refused) as error:
        MigrationsDirectory(folder).write({"001_a.sql": ""})
    assert str(error.value) == (
        f"{folder}: another run has been writing to this folder for 0 s\n"
        "hint: end that run (it may be stopped with Ctrl-Z), then try again"
    )


def test_waiting_ends_with_an_error(tmp_path: Path, impatient: None) -> None:
    with MigrationsDirectory(tmp_path).locked():
        assert_locked_out(tmp_path)
    MigrationsDirectory(tmp_path).write({"001_a.sql": ""})
    assert [path.name for path in tmp_path.iterdir()] == ["001_a.sql"]


def test_a_lock_file_elsewhere_where_folders_cannot_be_locked(
    tmp_path: Path, impatient: None, folders_cannot_be_locked: Path
) -> None:
    folder = tmp_path / "migrations"
    (tmp_path / "same").symlink_to("migrations")
    with MigrationsDirectory(folder).locked():
        assert_locked_out(tmp_path / "same")
        MigrationsDirectory(tmp_path / "other").write({"001_a.sql": ""})
    assert not folder.exists()
    assert len(list(folders_cannot_be_locked.iterdir())) == 2


def test_a_lock_that_wrote_nothing_leaves_no_folder(tmp_path: Path) -> None:
    with MigrationsDirectory(tmp_path / "a" / "b").locked():
        assert (tmp_path / "a" / "b").is_dir()
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_caller_passes_through_unchanged(tmp_path: Path) -> None:
    directory = MigrationsDirectory(tmp_path / "a")
    with pytest.raises(FileNotFoundError, match="the caller's"), directory.locked():
        raise FileNotFoundError("the caller's")
    assert list(tmp_path.iterdir()) == []
    directory.write({"001_a.sql": ""})


def test_folders_already_made_go_when_the_innermost_cannot_be_made(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="too long"):
        MigrationsDirectory(tmp_path / "a" / ("b" * 300)).write({"001_a.sql": ""})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_removed_by_another_run_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "migrations"
    real = fcntl.flock
    removals = iter([folder.rmdir])

    def flock(descriptor: int, operation: int) -> None:
        real(descriptor, operation)
        next(removals, lambda: None)()

    monkeypatch.setattr(fcntl, "flock", flock)
    MigrationsDirectory(folder).write({"001_a.sql": ""})
    assert [path.name for path in folder.iterdir()] == ["001_a.sql"]
