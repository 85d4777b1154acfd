"""``migration renumber`` in real git repositories."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.conftest import TRACKING_TABLE

from new_migration import cli
from new_migration.history.layouts import read_history
from new_migration.history.proof_lock import Entry, hashes, write_lock
from new_migration.postgres.database import connect, execute
from new_migration.postgres.scratch import Server
from new_migration.proof.application import url


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
    add(root, "001_a")
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
    assert "nothing is renamed" in capsys.readouterr().err
    assert run("--undo") == 0
    assert git(project, "status", "--porcelain") == ""


def test_a_conflict_in_latest_is_settled_where_every_number_is_free(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So it is when both knew of each other's numbers."""
    assert run() == 0
    latest = project / "database" / "migrations" / "LATEST"
    latest.write_text("<<<<<<< HEAD\n004_c\n=======\n002_d\n>>>>>>> main\n")
    assert run("--dry-run") == 0
    assert latest.read_text().startswith("<<<<<<<")
    capsys.readouterr()
    assert run() == 0
    assert latest.read_text().startswith("004_c\n#")
    assert "every number is free: nothing is renamed\n" in capsys.readouterr().err


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


@pytest.mark.parametrize("word", ["2", "002", "002_b", "verify-002_b.sql"])
def test_one_is_said_by_name_number_or_file(project: Path, word: str) -> None:
    for path in (project / "database" / "migrations").glob("*002_d.sql"):
        path.rename(path.with_name(path.name.replace("002", "003")))
    assert run(word) == 0
    assert stems(project) == ["001_a", "003_c", "003_d", "004_b"]


def test_one_that_can_keep_its_number(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("3") == 0
    assert capsys.readouterr().err == "this number is free: nothing is renamed\n"


def test_one_that_is_named_closes_a_gap(project: Path) -> None:
    assert run() == 0
    for path in (project / "database" / "migrations").glob("*003_b.sql"):
        path.unlink()
    assert run("4") == 0
    assert stems(project) == ["001_a", "002_d", "003_c"]


def test_a_number_that_two_have_asks_for_the_name(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("2") == 2
    assert capsys.readouterr().err == "migration: '2' may be 002_b or 002_d\nhint: say its name\n"


def test_undo_is_shown_first(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    before = git(project, "status", "--porcelain")
    capsys.readouterr()
    assert run("--undo", "--dry-run") == 0
    assert "003_b.sql -> 002_b.sql\n" in capsys.readouterr().out
    assert git(project, "status", "--porcelain") == before
    assert run("--undo") == 0
    assert git(project, "status", "--porcelain") == ""


def test_twins_that_are_merged_do_not_keep_mine_from_moving(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(project, "checkout", "-q", "main")
    add(project, "002_e")
    git(project, "checkout", "-q", "feature")
    git(project, "merge", "-q", "-m", "merged", "main")
    assert run() == 0
    assert stems(project) == ["001_a", "002_d", "002_e", "003_b", "004_c"]
    said = capsys.readouterr().err
    assert "note: the same number twice, and git does not say which came later: 002_d, 002_e (" in said
    assert run() == 2, "now there is nothing else to do"
    assert "migration renumber NAME --base COMMIT" in capsys.readouterr().err
    assert run("2_e", "--base", "main~1") == 2
    assert run("002_e", "--base", "main~1") == 0, "what the hint says works"
    assert stems(project) == ["001_a", "002_d", "003_b", "004_c", "005_e"]


def test_data_that_looks_like_a_name_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = project / "database" / "migrations" / "002_b.sql"
    path.write_text(
        "-- Migration 002: x\nINSERT INTO a VALUES (1, '002_b');\n\n"
        "INSERT INTO schema_migrations (migration_name)\nVALUES ('002_b');\n"
    )
    what = "neither tracking row nor guard, and changed too: see whether it means the migration"
    assert run("--dry-run") == 0
    assert f"note: 002_b.sql:2: {what}\n" in capsys.readouterr().err
    assert run() == 0
    said = capsys.readouterr().err
    assert f"note: 003_b.sql:2: {what}\n" in said and "003_b.sql:5" not in said


def test_a_stray_in_the_way_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "database" / "migrations" / "rollback-003_b.sql").write_text("SELECT 1;\n")
    assert run() == 3
    said = capsys.readouterr().err
    assert "rollback-003_b.sql: this file exists already and is never overwritten" in said
    assert "hint: move it elsewhere, or delete it\n" in said and "--name" not in said


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


def test_what_has_a_new_number_is_to_be_proven_anew(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its scripts say something else now, and come after others than those with which they were proven."""
    folder = project / "database" / "migrations"
    git(project, "reset", "-q", "--hard", "HEAD^")
    pairs = read_history(folder).pairs
    write_lock(
        folder,
        {each.name: Entry(scripts=hashes(each), postgres=18, outcome="proven", schema="0" * 64) for each in pairs},
    )
    assert cli.run("migration", ["check", "--locked"]) == 0
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "proven")
    git(project, "merge", "-q", "-m", "merged", "main")
    assert run() == 0
    capsys.readouterr()
    assert cli.run("migration", ["check", "--locked"]) == 1
    said = capsys.readouterr()
    assert sorted(said.out.splitlines()) == [
        "002_b: proven, but not there any more", "002_d: never proven", "003_b: never proven",
        "003_c: proven, but not there any more", "004_c: never proven",
    ]  # fmt: skip
    assert "run migration check --lock" in said.err


# With a database


@pytest.fixture
def applied(project: Path, server_18: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Records a migration as applied to the database that DATABASE_URL names."""
    with server_18.database() as conninfo, connect(conninfo) as connection:
        monkeypatch.setenv("DATABASE_URL", url(conninfo))

        def record(stem: str) -> None:
            execute(connection, TRACKING_TABLE)
            execute(connection, "INSERT INTO schema_migrations (migration_name) VALUES (%s)", (stem,))

        yield record


def test_what_is_applied_is_refused(
    project: Path, applied: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--dry-run") == 0, "there is no tracking table yet"
    applied("003_c")
    capsys.readouterr()
    for words in ((), ("--dry-run",), ("003_c", "002_b")):
        assert run(*words) == 3
        said = capsys.readouterr()
        assert re.search(r"^migration: applied to \w+ on .* as \w+ already: 003_c\n", said.err)
        assert "hint: roll it back there first (migration rollback). If it has to stay applied" in said.err
        assert "WHERE migration_name = '003_c')" in said.err and "(migration apply 004_c --record)" in said.err
    assert stems(project) == ["001_a", "002_b", "002_d", "003_c"]


def test_what_others_have_applied_does_not_matter(project: Path, applied: Callable[[str], None]) -> None:
    applied("002_d")
    assert run() == 0
    assert stems(project) == ["001_a", "002_d", "003_b", "004_c"]


@pytest.mark.parametrize("words", [(), ("--dry-run",), ("--database-url", "postgresql://ada:secret@localhost:1/app")])
def test_a_database_that_cannot_be_asked(
    project: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if "--database-url" not in words:
        monkeypatch.setenv("DATABASE_URL", "postgresql://ada:secret@localhost:1/app")
    assert run(*words) == 4
    said = capsys.readouterr().err
    assert "what is applied cannot be asked: connection failed" in said and "secret" not in said
    assert "hint: start it, or unset what names it (DATABASE_URL" in said
    assert git(project, "status", "--porcelain") == ""


def test_the_tracking_table_stays_the_first(project: Path) -> None:
    """A project that is older than its migration 000 gets that on a branch: its number is free, and below others."""
    add(project, "000_create_schema_migrations")
    assert run() == 0
    assert stems(project) == ["000_create_schema_migrations", "001_a", "002_d", "003_b", "004_c"]
