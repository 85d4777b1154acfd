"""``migration renumber`` in real git repositories."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from new_migration import cli


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository on the branch ``feature``, which has merged ``main``: both have added a migration 002."""
    root = tmp_path / "my projécts"
    root.mkdir()
    for name in ("DATABASE_URL", "PGHOST", "PGDATABASE", "DB_HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir()
    git(tmp_path, "init", "-q", "-b", "main", root.name)
    for name, value in (("user.name", "Ada Lovelace"), ("user.email", "ada@example.org")):
        git(root, "config", name, value)
    monkeypatch.chdir(root)
    add(root, "001_a", "LATEST")
    git(root, "checkout", "-q", "-b", "feature")
    add(root, "002_b", "003_c")
    git(root, "checkout", "-q", "main")
    add(root, "002_d")
    git(root, "checkout", "-q", "feature")
    git(root, "merge", "-q", "-m", "merged", "main")
    return root


def add(root: Path, *stems: str) -> None:
    folder = root / "database" / "migrations"
    folder.mkdir(parents=True, exist_ok=True)
    for stem in stems:
        if stem == "LATEST":
            continue
        for role in ("", "rollback-", "verify-"):
            (folder / f"{role}{stem}.sql").write_text(f"-- Migration {stem[:3]}: x\nSELECT '{stem}';\n")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "more")


def run(*words: str) -> int:
    return cli.run("migration", ["renumber", *words])


def stems(root: Path) -> list[str]:
    return sorted(path.stem for path in (root / "database" / "migrations").glob("[0-9]*.sql"))


def test_what_is_not_on_the_base_yet_moves(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--dry-run") == 0
    shown = capsys.readouterr().out
    assert stems(project) == ["001_a", "002_b", "002_d", "003_c"]
    assert run() == 0
    assert capsys.readouterr().out == shown
    assert "002_b.sql -> 003_b.sql\n" in shown and "verify-003_c.sql -> verify-004_c.sql\n" in shown
    assert stems(project) == ["001_a", "002_d", "003_b", "004_c"]
    text = (project / "database" / "migrations" / "003_b.sql").read_text()
    assert text == "-- Migration 003: x\nSELECT '003_b';\n"
    assert run() == 0
    assert "nothing to do" in capsys.readouterr().err
    assert run("--undo") == 0
    assert git(project, "status", "--porcelain") == ""


def test_from_a_subfolder_and_with_a_detached_head(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(project, "checkout", "-q", "--detach")
    monkeypatch.chdir(project / "database")
    assert run() == 0
    assert stems(project) == ["001_a", "002_d", "003_b", "004_c"]


def test_in_a_worktree(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(project, "worktree", "add", "-q", str(tmp_path / "other"), "-b", "third", "feature")
    monkeypatch.chdir(tmp_path / "other")
    assert run() == 0
    assert stems(tmp_path / "other") == ["001_a", "002_d", "003_b", "004_c"]
    assert stems(project) == ["001_a", "002_b", "002_d", "003_c"]


def test_what_is_merged_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("002_d") == 3
    assert "002_d is on main already" in capsys.readouterr().err
    assert stems(project) == ["001_a", "002_b", "002_d", "003_c"]


def test_one_that_is_named_moves_alone(project: Path) -> None:
    assert run("database/migrations/rollback-002_b.sql") == 0
    assert stems(project) == ["001_a", "002_d", "003_c", "004_b"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["999_x"], "there is no migration '999_x'"),
        (["--base", "nowhere"], "git knows no commit 'nowhere' here"),
        (["--base", "--output=x"], "git knows no commit '--output=x' here"),
    ],
)
def test_bad_input(project: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*words) == 2
    assert said in capsys.readouterr().err
    assert git(project, "status", "--porcelain") == ""


def test_without_git_the_one_that_is_to_move_must_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "database" / "migrations"
    folder.mkdir(parents=True)
    for stem in ("001_a", "001_b"):
        (folder / f"{stem}.sql").write_text("SELECT 1;\n")
    monkeypatch.chdir(tmp_path)
    assert run() == 2
    assert "git does not say which came later: 001_a, 001_b" in capsys.readouterr().err
    assert run("001_b") == 0
    assert stems(tmp_path) == ["001_a", "002_b"]
