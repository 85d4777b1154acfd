"""Real git repositories, with a remote."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = Path("database") / "migrations"


@dataclass(frozen=True)
class Repository:
    """A worktree of a repository."""

    path: Path

    @property
    def folder(self) -> Path:
        return self.path / FOLDER

    def git(self, *arguments: str) -> str:
        names = ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL")
        environment = os.environ | dict.fromkeys(names, "a@example.org")
        command = ["git", "-c", "protocol.file.allow=always", *arguments]
        done = subprocess.run(command, cwd=self.path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def write(self, files: Mapping[str, str | bytes]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (self.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def commit(self, files: Mapping[str, str | bytes] | None = None) -> None:
        self.write(files or {})
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")


@pytest.fixture
def origin(tmp_path: Path) -> Repository:
    """The remote, whose default branch is main."""
    path = tmp_path / "the origin"
    path.mkdir()
    repository = Repository(path)
    repository.git("init", "-q", "-b", "main")
    return repository


@pytest.fixture
def clone(origin: Repository, tmp_path: Path) -> Repository:
    """A clone made before there is anything; ``Repository.git("pull")`` gets what the remote has."""
    origin.commit()
    origin.git("clone", "-q", str(origin.path), str(tmp_path / "klön mit Ümlaut"))
    return Repository(tmp_path / "klön mit Ümlaut")
