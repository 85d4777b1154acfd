"""Projects that ``migration init`` has set up, in paths with a space and letters that are not ASCII."""

from __future__ import annotations

import os
import subprocess
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from new_migration import __version__
from new_migration.postgres.scratch import Server
from new_migration.proof.application import url

BIN = Path(sysconfig.get_path("scripts"))
ROOT = Path(__file__).parents[2]


class Project:
    """A git repository, and a shell in it with the commands on its path."""

    def __init__(self, path: Path, cache: Path, *, origin: Path | None = None) -> None:
        self.path, self.cache = path, cache
        path.mkdir(parents=True)
        self.git(*(("clone", "-q", str(origin), ".") if origin else ("init", "-q", "-b", "main")))
        self.git("config", "user.name", "Ada Lovelace")
        self.git("config", "user.email", "ada@example.org")

    def git(self, *words: str) -> str:
        return subprocess.run(["git", *words], cwd=self.path, check=True, capture_output=True, text=True).stdout

    @property
    def environment(self) -> dict[str, str]:
        """What holds in a shell: nothing of ours, and no database."""
        left = ("GIT_", "NEW_MIGRATION_", "PG", "DB_", "DATABASE_URL")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(left)}
        own = {"PATH": f"{BIN}:{os.environ['PATH']}", "XDG_CACHE_HOME": str(self.cache), "HOME": str(self.cache)}
        return kept | own

    def run(self, command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command line as a shell of CI or of an editor does, at no terminal."""
        return subprocess.run(["bash", "-eo", "pipefail", "-c", command], cwd=self.path,
                              env=self.environment | variables,
                              capture_output=True, text=True, check=False, timeout=120,
                              stdin=subprocess.DEVNULL)  # fmt: skip

    def do(self, command: str, **variables: str) -> str:
        """Run what must succeed; its standard output."""
        done = self.run(command, **variables)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "-q", "-m", message)

    @property
    def migrations(self) -> Path:
        return self.path / "database" / "migrations"


Make = Callable[..., Project]


@pytest.fixture
def empty(tmp_path: Path) -> Project:
    """A project without anything."""
    (tmp_path / "cache").mkdir()
    return Project(tmp_path / "my naïve project", tmp_path / "cache")


@pytest.fixture
def make(empty: Project) -> Make:
    """Makes a project with those parts of the template, with a table users, committed on main."""

    def project(*parts: str, flags: str = "") -> Project:
        empty.do(f"migration init --no-input --write {','.join(parts) or 'none'} {flags}")
        empty.do('new-migration create-table users "user_id bigint primary key" "email text" --check')
        empty.do("migration check")
        empty.commit("set up")
        return empty

    return project


class Repository:
    """A clone of this repository, with its files as they are now, and a tag for each version."""

    def __init__(self, path: Path) -> None:
        self.path = path
        subprocess.run(["git", "clone", "-q", "--no-checkout", "--no-tags", ROOT, path], check=True)
        subprocess.run(["git", "--git-dir", path / ".git", "--work-tree", ".", "add", "--all"], cwd=ROOT, check=True)
        self.git("config", "user.name", "Ada Lovelace")
        self.git("config", "user.email", "ada@example.org")
        self.git("commit", "-q", "--allow-empty", "-m", "now")
        self.git("reset", "-q", "--hard")
        self.git("tag", __version__)

    def git(self, *words: str) -> str:
        return subprocess.run(["git", *words], cwd=self.path, check=True, capture_output=True, text=True).stdout

    def replace(self, name: str, old: str, new: str, *, version: str) -> None:
        """Make a later version, in which a file says something else."""
        text = (self.path / name).read_text()
        assert old in text
        (self.path / name).write_text(text.replace(old, new))
        self.git("commit", "-q", "--all", "-m", version)
        self.git("tag", version)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """What `gh:owner/new-migration` is to others."""
    return Repository(tmp_path / "new-migration")


@pytest.fixture
def database_url(server_18: Server) -> Iterator[str]:
    """The URL of an empty database."""
    with server_18.database() as conninfo:
        yield url(conninfo)
