"""``migrations.lock``: what is proven is recorded, and compared without a server."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from new_migration import cli
from new_migration.errors import BadInput
from new_migration.history.proof_lock import GOOD, Entry, read_lock, write_lock
from new_migration.proof.outcome import Outcome, Proof

TABLE = "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three migrations that are proven and recorded."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "cache").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    for table in ("users", "teams"):
        assert cli.run("new-migration", ["create-table", table, TABLE, "--no-input", "--no-check"]) == 0
    assert cli.run("migration", ["check", "--lock"]) == 0
    return tmp_path / "database" / "migrations"


def locked(*words: str) -> int:
    return cli.run("migration", ["check", "--locked", *words])


def test_what_is_proven_stays_so_until_it_changes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = tomllib.loads((folder / "migrations.lock").read_text())
    assert list(found) == ["000_create_schema_migrations", "001_create_users", "002_create_teams"]
    assert {block["outcome"] for block in found.values()} == {"proven"}
    assert len({block["schema"] for block in found.values()}) == 3
    assert locked() == 0
    for path in folder.glob("*.sql"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert locked() == 0, "line ends do not count"
    rollback = folder / "rollback-001_create_users.sql"
    rollback.write_text(rollback.read_text() + "-- more\n")
    capsys.readouterr()
    assert locked() == 1
    assert capsys.readouterr().out == "001_create_users: changed since it was proven: rollback\n"
    assert locked("--json") == 1
    assert json.loads(capsys.readouterr().out)["not_proven"][0]["name"] == "001_create_users"


def test_each_check_keeps_it_up_to_date(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run("new-migration", ["add-column", "users", "note text null", "--no-input", "--check"]) == 0
    assert locked() == 0, "its own proof is recorded too"
    rollback = folder / "rollback-003_add_note_to_users.sql"
    rollback.write_text(rollback.read_text().replace("DROP COLUMN note", "ALTER COLUMN note SET DEFAULT 'x'"))
    assert cli.run("migration", ["check"]) == 1
    capsys.readouterr()
    assert locked() == 1
    assert capsys.readouterr().out == "003_add_note_to_users: never proven\n"
    for path in folder.glob("*003*"):
        path.unlink()
    assert locked() == 0


def test_one_that_is_gone_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in folder.glob("*002*"):
        path.unlink()
    capsys.readouterr()
    assert locked() == 1
    assert capsys.readouterr().out == "002_create_teams: proven, but not there any more\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "there is no such file"),
        ("<<<<<<< HEAD\n=======\n>>>>>>> main\n", "this file has a merge conflict"),
        ("x = [", "this is not TOML"),
        ("x = 1\n", "this is no lock of proofs"),
        ("[a]\n", "this is no lock of proofs"),
        ('[a]\npostgres = "x"\noutcome = ""\nschema = ""\n', "this is no lock of proofs"),
    ],
)
def test_a_lock_that_cannot_be_read(
    folder: Path, text: str | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "migrations.lock"
    path.unlink() if text is None else path.write_text(text)
    assert locked() == 2
    assert said in capsys.readouterr().err


def test_a_lock_that_cannot_be_read_is_told_before_anything_is_proven(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "migrations.lock"
    path.write_text(path.read_text() + "xx\n")
    capsys.readouterr()
    assert cli.run("migration", ["check", "--all", "--lock"]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "migrations.lock:" in said.err and "this is not TOML" in said.err
    assert "hint: delete it, then run: migration check --all --lock\n" in said.err
    path.unlink()
    assert cli.run("migration", ["check", "--all", "--lock"]) == 0
    assert locked() == 0


def test_a_new_pair_is_proven_also_where_that_cannot_be_recorded(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "migrations.lock").write_text("xx\n")
    assert cli.run("new-migration", ["add-column", "users", "note text null", "--no-input", "--check"]) == 0
    said = capsys.readouterr().err
    assert "003_add_note_to_users: proven\n" in said and "not proven" not in said
    assert "note: not recorded: database/migrations/migrations.lock:1:3: this is not TOML" in said
    assert "(delete it, then run: migration check --all --lock)\n" in said


@pytest.mark.parametrize(
    ("old", "new"),
    [('outcome = "proven"', 'outcome = "failed"'), ('outcome = "proven"', 'outcome = "wibble"'),
     ('schema = "', 'schema = "0" # '), ('schema = "', 'schema = "" # ')],
)  # fmt: skip
def test_an_entry_that_says_of_no_proof_is_none(
    folder: Path, old: str, new: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "migrations.lock"
    head, last = path.read_text().split("[", 3)[:3], path.read_text().split("[", 3)[3]
    path.write_text("[".join([*head, last.replace(old, new)]))
    capsys.readouterr()
    assert locked() == 1
    assert capsys.readouterr().out == "002_create_teams: never proven\n"
    assert cli.run("migration", ["lint"]) == 1
    assert "002_create_teams was never proven" in capsys.readouterr().out


def test_what_counts_as_a_proof_is_the_same_in_both_places() -> None:
    assert {each for each in Outcome if Proof(name="x", outcome=each).is_proven} == GOOD


def test_a_check_keeps_what_is_right_of_both_sides_of_a_conflict(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "migrations.lock"
    before = path.read_text()
    head, zero, users, teams = before.split("\n[")
    wrong = users.replace('forward = "', 'forward = "0')
    path.write_text(f"{head}\n<<<<<<< HEAD\n[{wrong}\n||||||| 1234567\nold\n=======\n[{users}\n[{teams}>>>>>>> main\n")
    assert locked() == 2
    (tmp_path / "other").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    assert cli.run("migration", ["check", "000"]) == 0
    assert path.read_text() == f"{head}\n[{zero}\n[{teams}", "of users neither side is taken"
    assert cli.run("migration", ["check"]) == 0
    assert path.read_text() == before


def test_it_excludes_what_proves(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert locked("--all") == 2
    assert "--locked compares all migrations" in capsys.readouterr().err


def test_any_name_is_written_and_read_again(tmp_path: Path) -> None:
    entry = Entry(
        scripts={"forward": "a", "rollback": "", "verify": ""}, postgres=18, outcome="proven", schema="b" * 64
    )
    entries = dict.fromkeys(('010_a"b', "9_x", "naïve\\", "1000_z", "a\nb\x7f"), entry)
    write_lock(tmp_path, entries)
    found = read_lock(tmp_path)
    assert found == entries
    assert list(found) == ["a\nb\x7f", "naïve\\", "9_x", '010_a"b', "1000_z"]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        write_lock(tmp_path / "nowhere", {})


def test_one_migration_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cache").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "database" / "migrations").mkdir(parents=True)
    (tmp_path / "database" / "migrations" / "001_a.sql").write_text("CREATE TABLE a ();\n")
    (tmp_path / "database" / "migrations" / "rollback-001_a.sql").write_text("DROP TABLE a;\n")
    assert cli.run("migration", ["check", "--lock"]) == 0
    capsys.readouterr()
    assert locked() == 0
    assert capsys.readouterr().err == "the migration is proven as it is\n"
