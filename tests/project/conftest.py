"""Projects that ``migration init`` has set up, in paths with a space and letters that are not ASCII."""

from __future__ import annotations

import os
import subprocess
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from new_migration.postgres.scratch import Server
from new_migration.proof.application import url

BIN = Path(sysconfig.get_path("scripts"))


class Project:
    """A git repository, and a shell in it with the commands on its path."""

    def __init__(self, path: Path, cache: Path) -> None:
        self.path, self.cache = path, cache
        path.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "Ada Lovelace")
        self.git("config", "user.email", "ada@example.org")

    def git(self, *words: str) -> str:
        return subprocess.run(["git", *words], cwd=self.path, check=True, capture_output=True, text=True).stdout

    def run(self, command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command line as a shell of CI or of an editor does, at no terminal."""
        left = ("GIT_", "NEW_MIGRATION_", "PG", "DB_", "DATABASE_URL")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(left)}
        kept |= {"PATH": f"{BIN}:{os.environ['PATH']}", "XDG_CACHE_HOME": str(self.cache), "HOME": str(self.cache)}
        return subprocess.run(["bash", "-eo", "pipefail", "-c", command], cwd=self.path, env=kept | variables,
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
def make(tmp_path: Path) -> Make:
    """Makes a project with those parts of the template, with a table users, committed on main."""

    def project(*parts: str, flags: str = "") -> Project:
        (tmp_path / "cache").mkdir()
        made = Project(tmp_path / "my naïve project", tmp_path / "cache")
        made.do(f"migration init --no-input --write {','.join(parts) or 'none'} {flags}")
        made.do('new-migration create-table users "user_id bigint primary key" "email text" --check')
        made.do("migration check")
        made.commit("set up")
        return made

    return project


@pytest.fixture
def database_url(server_18: Server) -> Iterator[str]:
    """The URL of an empty database."""
    with server_18.database() as conninfo:
        yield url(conninfo)
