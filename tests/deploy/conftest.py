"""Runs of ``migration`` as processes, which can be many at once and be killed, without waiting for Python to start."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import chdir
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from new_migration import cli
from new_migration.postgres.database import merge_conninfo, parameters
from new_migration.postgres.process import server_account, start, wait_until_ready
from new_migration.postgres.scratch import Running, Server, scratch_server

if TYPE_CHECKING:
    from tests.conftest import Site

# Imports once, and then forks a process for each run.
_NURSERY = """
import json, os, sys
from new_migration import api, cli
from new_migration.commands import apply, rollback, status, verify
from new_migration.postgres import database
database.load()
for line in sys.stdin:
    order = json.loads(line)
    if "wait" in order:
        print(os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1]), flush=True)
        continue
    pid = os.fork()
    if not pid:
        for number, path in enumerate(("/dev/null", order["out"], order["err"])):
            os.dup2(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), number)
        os.chdir(order["cwd"])
        os.environ.update(order["env"])
        sys.argv = ["migration", *order["words"]]
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")
        cli.migration()
    print(pid, flush=True)
"""


@dataclass
class Run:
    """One run of ``migration`` while it goes on."""

    nursery: Nursery
    pid: int
    files: tuple[Path, Path]
    code: int | None = None

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        os.kill(self.pid, number)

    def wait(self) -> int:
        """The exit code; that of a signal is negative."""
        if self.code is None:
            soon(lambda: self.is_over, what=lambda: f"{self.out}{self.err}does not end", seconds=180)
            self.code = self.nursery.wait(self.pid)
        return self.code

    @property
    def is_over(self) -> bool:
        """Whether it has ended, though nobody has waited for it."""
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"

    @property
    def out(self) -> str:
        return self.files[0].read_text()

    @property
    def err(self) -> str:
        return self.files[1].read_text()

    def until(self, text: str) -> None:
        """Wait until it has printed a text."""
        soon(lambda: text in self.out + self.err, what=lambda: self.out + self.err)


class Nursery:
    """The process that forks the runs."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0
        self._process = subprocess.Popen(
            [sys.executable, "-c", _NURSERY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, site: Site, *words: str, **environment: str) -> Run:
        self._count += 1
        files = self._folder / f"{self._count}.out", self._folder / f"{self._count}.err"
        for file in files:
            file.touch()
        env = {"DATABASE_URL": site.conninfo, **environment}
        order = {"cwd": str(site.path), "words": words, "env": env, "out": str(files[0]), "err": str(files[1])}
        return Run(self, self._order(order), files)

    def wait(self, pid: int) -> int:
        return self._order({"wait": pid})

    def close(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def _order(self, order: dict[str, Any]) -> int:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    nursery = Nursery(tmp_path_factory.mktemp("runs"))
    yield nursery
    nursery.close()


Start = Callable[..., Run]


@pytest.fixture
def begin(nursery: Nursery, site: Site) -> Iterator[Start]:
    """Starts a run, which ends with the test."""
    runs: list[Run] = []

    def go(*words: str, **environment: str) -> Run:
        runs.append(nursery.start(site, *words, **environment))
        return runs[-1]

    yield go
    for run in runs:
        if run.code is None:
            run.kill(signal.SIGKILL)
            run.wait()


def soon(holds: Callable[[], object], *, what: Callable[[], object] = lambda: "", seconds: float = 60) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, what()
        time.sleep(0.01)


@pytest.fixture
def until() -> Callable[..., None]:
    return soon


# Scratch servers forget on purpose what was committed shortly before they are stopped.
_KEEPING = {
    "synchronous_commit=off": "synchronous_commit=on",
    "full_page_writes=off": "full_page_writes=on",
    "wal_level=minimal": "wal_level=replica",
}


@dataclass
class OwnServer:
    """A server that a test may stop, and that keeps what was committed."""

    server: Server
    running: Running
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """At once, as when the machine fails."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)

    def start(self, *, longest_file: int = 0) -> None:
        """Again, on the same data; no file may get longer than so many KiB."""
        data = self.running.data
        command = [_KEEPING.get(word, word) for word in shlex.split((data / "postmaster.opts").read_text())]
        if longest_file:
            command = ["/bin/sh", "-c", f'ulimit -f {longest_file * 2}; exec "$@"', "sh", *command]
        log = data.parent / "log"
        with log.open("wb") as stream:
            self.process = start(command, account=server_account(), log=stream)
        wait_until_ready(self.process, data, log)


@pytest.fixture
def own_server(server: Server) -> Iterator[OwnServer]:
    """A server of the same version as the other one."""
    major = server.version // 10000
    with scratch_server(major=0 if major == 18 else major) as own:
        assert own.running
        held = OwnServer(own, own.running, own.running.process)
        held.stop()
        held.start()
        yield held
        held.stop()


# Debian keeps it where only root looks.
PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
assert PGBOUNCER or "CI" not in os.environ, "CI tests through pgbouncer too; .ci/run installs it"
collect_ignore = [] if PGBOUNCER else ["test_pooler.py"]

# Sessions of the server for all clients of a database together: a run needs two of them.
POOL = 2


@pytest.fixture(scope="session")
def poolers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Server], str]]:
    """For a server, the conninfo of a pgbouncer in front of it, in transaction mode."""
    assert PGBOUNCER
    account = server_account()
    running: list[subprocess.Popen[bytes]] = []
    folders: list[Path] = []

    @cache
    def pooler_of(server: Server) -> str:
        folder = Path(tempfile.mkdtemp(prefix="pooler-", dir="/tmp"))
        folders.append(folder)
        behind = parameters(server.maintenance)
        (folder / "users").write_text('"postgres" ""\n')
        (folder / "ini").write_text(
            f"[databases]\n* = host={behind['host']} port={behind['port']}\n[pgbouncer]\n"
            f"pool_mode = transaction\ndefault_pool_size = {POOL}\nauth_type = trust\nauth_file = {folder}/users\n"
            f"listen_addr =\nunix_socket_dir = {folder}\nlisten_port = 6432\n"
        )
        for path in (folder, *folder.iterdir()):
            account.own(path)
        with (folder / "log").open("wb") as log:
            running.append(start([PGBOUNCER, folder / "ini"], account=account, log=log))
        soon((folder / ".s.PGSQL.6432").exists, what=(folder / "log").read_text)
        return merge_conninfo(server.maintenance, host=str(folder), port="6432")

    yield pooler_of
    for process in running:
        process.kill()
        process.wait()
    for folder in folders:
        shutil.rmtree(folder)


# Rows that the backfills of these change.
ROWS = 400

_WRITTEN = (
    ("create-table", "users", "id bigint primary key", "name text null", "status text null", "--number", "1"),
    ("sql", "fill", "--forward", f"INSERT INTO users SELECT n, 'u' || n FROM generate_series(1, {ROWS}) n",
     "--rollback", "DELETE FROM users", "--number", "2"),
    ("create-index", "users", "name", "--unique", "--online", "--number", "3"),
    ("backfill", "users", "--set", "status = 'active'", "--where", "status is null", "--batch-size", "20",
     "--pause", "1ms", "--number", "4"),
    ("sql", "count", "--number", "5", "--forward", "CREATE TABLE counted AS SELECT count(*) FROM users",
     "--rollback", "DROP TABLE counted"),
    ("create-index", "users", "status, id", "--online", "--number", "6"),
    ("backfill", "users", "--set", "name = name || '!'", "--batch-size", "30", "--pause", "1ms", "--number", "7"),
)  # fmt: skip


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrations as the tool writes them: transactional ones, indexes that are built online, backfills in batches."""
    path = tmp_path_factory.mktemp("written")
    (path / ".git").mkdir()
    with chdir(path):
        for words in _WRITTEN:
            assert cli.run("new-migration", [*words, "--no-check", "--no-input"]) == 0
    return path / "database" / "migrations"
