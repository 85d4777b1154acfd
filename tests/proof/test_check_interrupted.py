"""Whatever ends a check, or its server, at whatever moment: no server and no folder stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pexpect
import pytest

from new_migration.cli import run as run_program
from new_migration.errors import ServerRefused
from new_migration.postgres.database import connect, query
from new_migration.postgres.scratch import Server

MIGRATION = str(Path(sys.executable).parent / "migration")
PATIENCE = 60.0


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of these tests' own."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A history whose last migration waits for ever."""
    folder = tmp_path / "database" / "migrations"
    folder.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for number in range(1, 25):
        write(
            folder, f"{number:03d}_t", f"CREATE TABLE t{number} (x int); -- {tmp_path.name}", f"DROP TABLE t{number};"
        )
    write(folder, "900_wait", "SELECT pg_sleep(600);", "SELECT 1;")
    return tmp_path


def write(folder: Path, name: str, forward: str, rollback: str) -> None:
    (folder / f"{name}.sql").write_text(forward)
    (folder / f"rollback-{name}.sql").write_text(rollback)


def empty(project: Path) -> Path:
    """The migrations folder, without the history."""
    folder = project / "database" / "migrations"
    for file in folder.iterdir():
        file.unlink()
    return folder


@dataclass
class Running:
    """A check while it runs, and what it prints."""

    process: subprocess.Popen[str]

    def servers(self) -> dict[int, Path]:
        """The process ids of its servers, with their private folders."""
        return {pid: folder for pid, parent, folder in servers() if parent == self.process.pid}

    def wait_for(self, line: str) -> None:
        assert self.process.stdout
        for printed in self.process.stdout:
            if line in printed:
                return
        raise AssertionError(self.process.communicate())

    def end(self) -> tuple[int, str]:
        """The exit code, and what went to standard error."""
        _, said = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said


def servers() -> Iterator[tuple[int, int, Path]]:
    """All scratch servers of this machine: process id, that of the parent, private folder."""
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes().decode().split("\0")
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if words[0].endswith("/postgres") and "-D" in words:
            yield int(place.name), parent, Path(words[words.index("-D") + 1]).parent


Start = Callable[..., Running]


@pytest.fixture
def start(project: Path, cache: Path) -> Iterator[Start]:
    """Start a check; it ends with the test."""
    started: list[Running] = []

    def go(*words: str) -> Running:
        process = subprocess.Popen(
            [MIGRATION, "check", *words],
            cwd=project,
            env={**os.environ, "XDG_CACHE_HOME": str(cache)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(Running(process))
        return started[-1]

    yield go
    for each in started:
        each.process.kill()
        each.process.communicate()


def nothing_left(found: dict[int, Path], *, folders: bool = True) -> bool:
    """Whether the servers have ended, and their folders are gone, soon."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        alive = {pid for pid, _, _ in servers()} & found.keys()
        if not alive and not (folders and any(folder.exists() for folder in found.values())):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("delay", [0.05, 0.4, 0.9, 1.6, 2.7])
def test_ctrl_c_at_any_moment(start: Start, delay: float) -> None:
    running = start("--timeout", "0")
    time.sleep(delay)
    found = running.servers()
    running.process.send_signal(signal.SIGINT)
    code, said = running.end()
    # Python itself ends by the signal while it is still starting.
    assert code == 130 or (delay < 0.5 and code == -signal.SIGINT) or (delay < 0.5 and "KeyboardInterrupt" in said)
    assert nothing_left(found)


@pytest.mark.parametrize(("output", "code"), [(">&-", 1), ("2>&-", 1), ("| head -1", 1), (">/dev/full", 2)])
def test_nobody_reads_the_results(project: Path, cache: Path, output: str, code: int) -> None:
    """Whatever becomes of them, the exit code is not that of success, and no server stays."""
    write(empty(project), "001_a", f"CREATE TABLE a (x int); -- {output}", "SELECT 1;")
    for number in range(2, 6):
        write(project / "database" / "migrations", f"{number:03d}_t", f"CREATE TABLE t{number} ();", "SELECT 1;")
    shell = ["bash", "-c", f'"{MIGRATION}" check {output}; exit "${{PIPESTATUS[0]}}"']
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    ran = subprocess.run(shell, check=False, cwd=project, env=environment, capture_output=True, text=True)
    assert (ran.returncode, "Traceback" in ran.stderr) == (code, False), ran


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_while_a_script_runs(start: Start, number: signal.Signals, code: int) -> None:
    running = start("--timeout", "0")
    running.wait_for("024_t: proven")
    found = running.servers()
    assert found
    running.process.send_signal(number)
    ended, said = running.end()
    assert (ended, "Traceback" in said) == (code, False)
    assert nothing_left(found)


def test_kill_9(start: Start) -> None:
    running = start("--timeout", "0")
    running.wait_for("010_t: proven")
    found = running.servers()
    running.process.kill()
    assert nothing_left(found, folders=False)
    running = start("24", "--timeout", "1")
    assert running.end()[0] == 0
    assert nothing_left(found)
    # What was proven before it was killed is known.
    running = start("1", "10", "--timeout", "1")
    out, said = running.process.communicate(timeout=PATIENCE)
    assert (out, "all known before" in said) == ("001_t: proven\n010_t: proven\n", True)


def test_the_server_is_killed_in_the_middle(start: Start) -> None:
    running = start("--timeout", "0")
    running.wait_for("024_t: proven")
    found = running.servers()
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    code, said = running.end()
    assert (code, "Traceback" in said) == (4, False), said
    assert "the scratch server has gone while it was at work" in said
    assert nothing_left(found)


def test_an_application_ends_with_the_check(start: Start, project: Path) -> None:
    running = start("1", "--app", "echo $$ > pid; exec sleep 600")
    deadline = time.monotonic() + PATIENCE
    while not (project / "pid").exists() or not (project / "pid").read_text().strip():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    found = running.servers()
    running.process.send_signal(signal.SIGTERM)
    assert running.end()[0] == 143
    assert not Path("/proc", (project / "pid").read_text().strip()).exists()
    assert nothing_left(found)


def test_two_checks_at_once(start: Start, project: Path) -> None:
    for name in ("900_wait", "rollback-900_wait"):
        (project / "database" / "migrations" / f"{name}.sql").unlink()
    both = [start("--all"), start("--all")]
    assert [each.end()[0] for each in both] == [0, 0]
    last = start()
    out, said = last.process.communicate(timeout=PATIENCE)
    assert (last.process.returncode, out) == (0, "")
    assert "all 24 migrations are proven as they are" in said


def terminal(project: Path, cache: Path, *words: str, columns: int = 80) -> pexpect.spawn[str]:
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "TERM": "xterm", "COLUMNS": str(columns)}
    return pexpect.spawn(
        MIGRATION,
        ["check", *words],
        cwd=str(project),
        env=environment,
        encoding="utf-8",
        timeout=60,
        dimensions=(24, columns),
    )


def test_a_progress_bar_where_there_are_many(project: Path, cache: Path) -> None:
    session = terminal(project, cache, "--timeout", "1")
    session.expect_exact("001_t: proven\r\n")
    session.expect(r"━.*\d+/25")
    session.expect_exact("900_wait: failed\r\n")
    session.expect(r"25 migrations: 24 proven, 1 failed \(.* s, PostgreSQL 18\)")
    session.expect(pexpect.EOF)
    session.close()
    assert session.exitstatus == 1


@pytest.mark.parametrize(("key", "code"), [("\r", 0), ("\x03", 130)])
def test_keep_waits_at_a_terminal(project: Path, cache: Path, key: str, code: int) -> None:
    session = terminal(project, cache, "2", "--keep")
    session.expect_exact("002_t: proven\r\n")
    session.expect(r"the database is kept: psql ('postgresql:///.*?')\r\n")
    assert session.match
    url = session.match[1].strip("'")
    session.expect_exact("press Enter to remove it")
    asked = subprocess.run(
        ["psql", "-qAtc", "SELECT to_regclass('t2') IS NOT NULL", url], check=False, capture_output=True, text=True
    )
    assert asked.stdout == "t\n", asked.stderr
    found = {pid: folder for pid, parent, folder in servers() if parent == session.pid}
    assert found
    session.send(key)
    session.expect(pexpect.EOF)
    session.close()
    assert session.exitstatus == code
    assert nothing_left(found)


COUNT = "CREATE SEQUENCE runs;"
# Sleeps when it runs for the second time; where a sequence stands is not compared.
SLEEP_AGAIN = "SELECT pg_sleep(CASE WHEN nextval('runs') = 2 THEN 600 ELSE 0 END);"
SLEEP = "SELECT pg_sleep(600);"
# What sleeps then: of 001 the forward script; of 002 the forward, the rollback and the verify script; and the command.
PHASES = {
    "starting the server": ("", "", "", "", ""),
    "replay": (SLEEP, "", "", "", ""),
    "verify": ("", "", "", "SELECT 'it sleeps', pg_sleep(600) IS NULL;", ""),
    "forward": ("", SLEEP, "", "", ""),
    "application": ("", "", "", "", 'psql -c "SELECT pg_sleep(600)" "$DATABASE_URL"'),
    "rollback": ("", "", SLEEP, "", ""),
    "forward again": (COUNT, SLEEP_AGAIN, "", "", ""),
}


def everything(conninfo: str) -> list[Any]:
    """The databases and roles of a server."""
    with connect(conninfo) as connection:
        return query(connection, "SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles ORDER BY 1")


def wait_until_it_sleeps(conninfo: Callable[[], str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(ServerRefused), connect(conninfo()) as connection:
            if query(connection, "SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'"):
                return
        time.sleep(0.02)
    raise AssertionError("it does not sleep")


def socket_of(running: Running) -> str:
    """The conninfo of the private server of a check, also where that is not there yet."""
    folders = list(running.servers().values())
    return f"host={folders[0] / 'socket' if folders else '/nowhere'} user=postgres dbname=postgres"


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("sort", ["private", "given"])
def test_ctrl_c_in_every_phase(start: Start, project: Path, server_18: Server, phase: str, sort: str) -> None:
    folder = empty(project)
    before, forward, rollback, verify, application = PHASES[phase]
    write(folder, "001_before", f"CREATE ROLE app_{os.getpid()}; {before}", f"DROP ROLE app_{os.getpid()};")
    write(folder, "002_x", f"{forward} CREATE TABLE x (y int);", f"{rollback} DROP TABLE x;")
    if verify:
        (folder / "verify-002_x.sql").write_text(verify)
    given = ["--server", server_18.maintenance] if sort == "given" else []
    there = everything(server_18.maintenance)
    running = start("2", "--timeout", "0", *given, *(["--app", application] if application else []))
    if phase == "starting the server":
        deadline = time.monotonic() + PATIENCE
        while not given and not running.servers() and time.monotonic() < deadline:
            time.sleep(0.001)
    else:
        wait_until_it_sleeps(lambda: server_18.maintenance if given else socket_of(running))
    found = running.servers()
    running.process.send_signal(signal.SIGINT)
    code, said = running.end()
    # Python itself ends by the signal while it is still starting.
    assert code == 130 or (phase == "starting the server" and given and code in {-signal.SIGINT, 1})
    assert code != 130 or said.endswith("migration: interrupted\n")
    assert nothing_left(found)
    assert everything(server_18.maintenance) == there


@contextmanager
def small_place() -> Iterator[Path | None]:
    """A folder with 96 MB of room, where we may mount one."""
    place = Path(tempfile.mkdtemp(dir="/var/tmp"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=96m,mode=1777", "tmpfs", str(place)]
    is_mounted = os.geteuid() == 0 and not subprocess.run(mount, check=False, capture_output=True).returncode
    place.chmod(0o1777 if is_mounted else 0o700)
    try:
        yield place if is_mounted else None
        assert not is_mounted or not list(place.iterdir())
    finally:
        if is_mounted:
            subprocess.run(["umount", str(place)], check=True)
        place.rmdir()


def test_a_full_disk(project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """Of the server, or where nothing can be mounted the one that Linux has for this."""
    folder = empty(project)
    write(folder, "001_a", "CREATE TABLE a (x text);", "DROP TABLE a;")
    monkeypatch.chdir(project)
    monkeypatch.setattr("new_migration.proof.cache.cache_folder", lambda _: None)
    monkeypatch.setattr("new_migration.proof.heads.cache_folder", lambda _: None)
    with small_place() as place:
        if place:
            monkeypatch.setattr("new_migration.postgres.folder._places", lambda: [place])
            monkeypatch.setattr("new_migration.postgres.folder._ROOM", 0)
            full = "INSERT INTO a SELECT repeat(md5(n::text), 60) FROM generate_series(1, 99999) n;"
        else:
            full = "COPY (SELECT repeat('x', 99999)) TO '/dev/full';"
        write(folder, "002_full", full, "SELECT 1;")
        assert run_program("migration", ["check"]) == 4
    said = capfd.readouterr()
    assert said.out == "001_a: proven\n"
    assert "migration: the scratch server has no resources left: could not " in said.err
    assert "No space left on device (SQLSTATE 53100)" in said.err


def test_no_progress_bar_where_there_is_no_room(project: Path, cache: Path) -> None:
    session = terminal(project, cache, "--timeout", "1", columns=20)
    session.expect_exact("024_t: proven\r\n")
    assert "━" not in (session.before or "")
    session.expect(pexpect.EOF)
    session.close()
