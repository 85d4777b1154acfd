"""``migration tour``: it runs through, it waits, and however it ends nothing is left of it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest

from new_migration.commands.tour import _STEPS
from new_migration.postgres.scratch import Server
from new_migration.proof.application import url

BIN = Path(sysconfig.get_path("scripts"))
ENTER, CTRL_C, CTRL_D = "\r", "\x03", "\x04"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty project; temporary folders lie beside it."""
    (tmp_path / "tmp").mkdir()
    (tmp_path / "my project").mkdir()
    return tmp_path / "my project"


def environment(project: Path, **more: str) -> dict[str, str]:
    left = ("NEW_MIGRATION_", "PG", "DB_", "DATABASE_URL", "GIT_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(left)}
    return kept | {"TMPDIR": str(project.parent / "tmp"), "TERM": "xterm-256color", "LANG": "C.UTF-8"} | more


def auto(project: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([BIN / "migration", "tour", "--auto"], cwd=project, env=environment(project, **more),
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False, timeout=120)  # fmt: skip


def nothing_is_left(project: Path) -> bool:
    return not list((project.parent / "tmp").iterdir()) and not [p for p in project.iterdir() if p.suffix != ".toml"]


def test_it_runs_through(project: Path) -> None:
    done = auto(project, DATABASE_URL="postgresql://nobody@/other?host=/nowhere", NEW_MIGRATION_CHECK="false")
    assert done.returncode == 0, done.stdout
    assert re.findall(r"^\[(\d)/9\]", done.stdout, re.MULTILINE) == list("123456789")
    for said in ("001_create_notes: proven", "001_create_notes: applied", "001_create_notes: true: table notes exists",
                 "001_create_notes: rolled back", "002_call_the_title_name: not proven",
                 "column notes.name: there after rollback, not before", "DROP TABLE notes;"):  # fmt: skip
        assert said in done.stdout
    assert nothing_is_left(project)


def test_the_settings_of_the_project_hold(project: Path) -> None:
    settings = 'width = 4\nlock_timeout = "7s"\nonline = false\nauthor = "Grace"\npostgres = "15"\nverify = false\n'
    (project / "migrations.toml").write_text(settings + 'directory = "elsewhere"\n')
    done = auto(project)
    assert done.returncode == 0, done.stdout
    for said in ("0001_create_notes: applied", "lock_timeout = '7s'", "-- Author: Grace\n", "PostgreSQL 15"):
        assert said in done.stdout
    assert nothing_is_left(project)


def test_the_server_of_the_project_is_used_and_left_clean(project: Path, server_18: Server) -> None:
    from new_migration.postgres.database import connect, execute

    done = auto(project, NEW_MIGRATION_SERVER=url(server_18.maintenance))
    assert done.returncode == 0, done.stdout
    with connect(server_18.maintenance) as connection:
        names = [name for (name,) in execute(connection, "SELECT datname FROM pg_database")]
    found = re.search(r"(new_migration_\d+_\w+) on", done.stdout)
    assert found and found[1] not in names


def test_a_broken_config_is_said(project: Path) -> None:
    (project / "migrations.toml").write_text("[")
    done = auto(project)
    assert done.returncode == 2 and "migrations.toml:1:" in done.stdout and "Traceback" not in done.stdout


def test_nobody_at_a_terminal(project: Path) -> None:
    done = subprocess.run([BIN / "migration", "tour"], cwd=project, env=environment(project), capture_output=True,
                          text=True, check=False, stdin=subprocess.DEVNULL)  # fmt: skip
    assert done.returncode == 2 and "hint: --auto runs through" in done.stderr


# At a terminal


@pytest.fixture
def tour(project: Path) -> Iterator[Callable[[], Any]]:
    opened: list[Any] = []

    def start() -> Any:
        process = pexpect.spawn(str(BIN / "migration"), ["tour"], cwd=project, env=environment(project),
                                encoding="utf-8", dimensions=(40, 200), timeout=30)  # fmt: skip
        process.delaybeforesend = None
        opened.append(process)
        return process

    yield start
    for each in opened:
        each.close(force=True)


def data_folder(process: Any) -> Path:
    """The data folder of the server that the tour has started."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            words = (stat.parent / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if parent == process.pid and "-D" in words:
            return Path(words[words.index("-D") + 1])
    raise AssertionError("no server")


def ended(process: Any) -> int:
    process.expect(pexpect.EOF)
    process.close()
    return int(process.exitstatus if process.signalstatus is None else -process.signalstatus)


def test_it_waits_before_each_step(project: Path, tour: Callable[[], Any]) -> None:
    process = tour()
    for number in range(1, len(_STEPS) + 1):
        process.expect_exact(f"[{number}/{len(_STEPS)}]")
        process.expect_exact("Enter runs it")
        process.send(ENTER)
    process.expect_exact("nothing of it is left")
    assert ended(process) == 0
    assert nothing_is_left(project)


@pytest.mark.parametrize("keys", [CTRL_C, CTRL_D])
@pytest.mark.parametrize("last", range(1, len(_STEPS) + 1))
def test_it_can_be_ended_at_each_step(project: Path, tour: Callable[[], Any], last: int, keys: str) -> None:
    process = tour()
    for number in range(1, last + 1):
        process.expect_exact(f"[{number}/{len(_STEPS)}]")
        process.expect_exact("Enter runs it")
        if number < last:
            process.send(ENTER)
    folder = data_folder(process)
    assert folder.is_dir()
    process.send(keys)
    assert ended(process) == 130
    assert nothing_is_left(project) and not folder.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_a_step_runs_leaves_nothing(project: Path, tour: Callable[[], Any], number: int) -> None:
    process = tour()
    for _ in range(2):
        process.expect_exact("Enter runs it")
        process.send(ENTER)
    process.expect_exact("Enter runs it")
    folder = data_folder(process)
    process.send(ENTER)
    process.kill(number)
    assert ended(process) in {130, 128 + number}
    assert nothing_is_left(project) and not folder.exists()


def test_a_server_that_is_not_there_and_one_that_is_named(project: Path, server_18: Server) -> None:
    done = auto(project, NEW_MIGRATION_POSTGRES="9")
    assert done.returncode == 2 and "there is no PostgreSQL 9 on this machine" in done.stdout
    assert done.stdout.count("--server URL") == 1
    named = subprocess.run([BIN / "migration", "tour", "--auto", "--server", url(server_18.maintenance)], cwd=project,
                           env=environment(project), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                           check=False, timeout=120)  # fmt: skip
    assert named.returncode == 0, named.stderr
