"""``migration checklist``: each box is ticked by a fact and by nothing else, on each server."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from new_migration.cli import run as run_program
from new_migration.postgres.database import connect, execute
from new_migration.postgres.scratch import Server
from new_migration.proof.application import url

TRACKING = """CREATE TABLE schema_migrations (
  migration_id SERIAL PRIMARY KEY,
  migration_name VARCHAR(255) UNIQUE NOT NULL,
  executed_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);"""
WHY = "DO $$ BEGIN RAISE EXCEPTION 'migration x cannot be rolled back' USING DETAIL = 'gone is gone'; END $$;"

FILE, ROLLBACK, VERIFY, TESTED, APPLIED, TRUE = range(6)

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the tracking table as its first migration, an empty cache, and no database named."""
    folder = tmp_path / "database" / "migrations"
    folder.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    for variable in ("DATABASE_URL", "PGHOST", "PGDATABASE", "DB_HOST"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("new_migration.proof.cache.cache_folder", lambda _: tmp_path)
    monkeypatch.setattr("new_migration.proof.heads.cache_folder", lambda _: None)
    write("000_create_schema_migrations", TRACKING, "DROP TABLE schema_migrations;", tracked=False)
    return folder


@pytest.fixture
def migration(capfd: pytest.CaptureFixture[str]) -> Command:
    def go(*words: str) -> tuple[int, str, str]:
        capfd.readouterr()
        code = run_program("migration", list(words))
        said = capfd.readouterr()
        return code, said.out, said.err

    return go


def write(name: str, forward: str, rollback: str | None, verify: str | None = None, *, tracked: bool = True) -> None:
    folder = Path("database/migrations")
    add = f"INSERT INTO schema_migrations (migration_name) VALUES ('{name}');"
    take = f"DELETE FROM schema_migrations WHERE migration_name = '{name}';" if tracked else ""
    (folder / f"{name}.sql").write_text(f"BEGIN;\n{forward}\n{add}\nCOMMIT;\n")
    if rollback is not None:
        (folder / f"rollback-{name}.sql").write_text(f"BEGIN;\n{rollback}\n{take}\nCOMMIT;\n")
    if verify is not None:
        (folder / f"verify-{name}.sql").write_text(verify)


def write_notes(name: str = "001_create_notes", table: str = "notes") -> None:
    claim = f"SELECT 'table {table} exists', to_regclass('{table}') IS NOT NULL;\n"
    write(name, f"CREATE TABLE {table} (body text);", f"DROP TABLE {table};", claim)


def boxes(migration: Command, *words: str) -> list[tuple[str, str]]:
    """The state and the note of each item of the only migration that is asked for."""
    _, out, _ = migration("checklist", *words, "--json")
    (found,) = json.loads(out)["migrations"]
    return [(item["state"], item["note"]) for item in found["items"]]


def test_before_anything_is_known(migration: Command) -> None:
    write_notes()
    code, out, err = migration("checklist", "001")
    assert (code, err) == (0, "")
    assert (
        out
        == """\
## Deployment checklist

### `001_create_notes`

- [x] Migration file created with proper number (001_create_notes.sql)
- [x] Rollback file created (rollback-001_create_notes.sql)
- [x] Verify script created (verify-001_create_notes.sql)
- [ ] Tested: applied, rolled back and applied again (not known: run migration check 001_create_notes)
- [ ] Migration applied
- [ ] Verify script true

### Before deploying

- [ ] Application code updated to handle the new schema, and the old one until this is applied
- [ ] Queries verified to use the new indexes (EXPLAIN ANALYZE)
- [ ] Backup taken, and known to restore

### Deployment

- [ ] Take a backup
  ```sh
  pg_dump --format=custom --file=before-001_create_notes.dump "$DATABASE_URL"
  ```
- [ ] Look at what is going to run
  ```sh
  migration apply 001_create_notes --dry-run
  ```
- [ ] Apply
  ```sh
  migration apply 001_create_notes
  ```
- [ ] Verify
  ```sh
  migration verify 001_create_notes
  ```
- [ ] Look at the tracking table
  ```sh
  migration inspect history
  ```
- [ ] Test the application
- [ ] Monitor for errors and for slow queries

### If it fails

1. Read the error: it names the file and the line, and says what holds now
   ```sh
   migration status
   ```
2. What is applied and does harm: see what a rollback loses, then run it
   ```sh
   migration rollback 001_create_notes --dry-run
   migration rollback 001_create_notes
   ```
3. See that it is gone
   ```sh
   migration status
   ```
4. Mend the script, or write the change as a new migration where this one stays applied
5. Prove it again
   ```sh
   migration check 001_create_notes
   ```
6. Deploy again
   ```sh
   migration apply 001_create_notes
   ```
"""
    )


def test_proven_applied_and_true(
    server: Server, database: str, migration: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command of the list is run as it stands there, and every fact ends up ticked."""
    write_notes()
    monkeypatch.setenv("NEW_MIGRATION_SERVER", server.maintenance)
    monkeypatch.setenv("DATABASE_URL", url(database))
    assert migration("check")[0] == 0
    before = boxes(migration, "1")
    assert before[TESTED] == ("ticked", f"proven on PostgreSQL {server.version // 10000}")
    assert before[APPLIED][0] == "open"
    assert re.fullmatch(
        r"pending on new_migration_\w+ on this machine as postgres; first comes 000_create_schema_migrations",
        before[APPLIED][1],
    )
    assert before[TRUE] == ("open", "not applied yet")
    assert migration("apply", "0", "--yes")[0] == 0
    _, out, _ = migration("checklist", "1", "--json")
    found = json.loads(out)
    for line in [line for step in found["deployment"] for line in step["commands"] if line.startswith("migration ")]:
        assert migration(*line.split()[1:], *(["--yes"] if "apply" in line else []))[0] == 0, line
    after = boxes(migration, "1")
    assert [state for state, _ in after] == ["ticked"] * 6
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, new_migration_\w+ on this machine as postgres", after[APPLIED][1]
    )
    assert after[TRUE] == ("ticked", "1 claim")
    for line in [line for step in found["if_it_fails"] for line in step["commands"]]:
        assert migration(*line.split()[1:], *(["--yes"] if "rollback" in line or "apply" in line else []))[0] == 0, line


def test_what_speaks_against_it(server: Server, database: str, migration: Command) -> None:
    """Edited since, claims that are false, and the exit code."""
    write_notes()
    address = ("--database-url", url(database))
    assert migration("apply", "--yes", *address)[0] == 0
    with connect(database) as connection:
        execute(connection, "ALTER TABLE schema_migrations ADD checksum text")
        execute(connection, "UPDATE schema_migrations SET checksum = 'another'")
        execute(connection, "DROP TABLE notes")
    found = boxes(migration, "1", *address)
    assert found[APPLIED][0] == "failed"
    assert found[APPLIED][1].startswith("edited since it was applied: 2")
    assert found[TRUE] == ("failed", "not true: table notes exists")
    code, out, _ = migration("checklist", "1", *address)
    assert code == 1
    assert "- [ ] **Not so:** Verify script true (not true: table notes exists)\n" in out
    assert url(database) not in out


def test_a_proof_counts_for_the_files_as_they_are(
    server_18: Server, migration: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_notes()
    monkeypatch.setenv("NEW_MIGRATION_SERVER", server_18.maintenance)
    assert migration("check", "1")[0] == 0
    assert boxes(migration, "1")[TESTED][0] == "ticked"
    with Path("database/migrations/rollback-001_create_notes.sql").open("a") as file:
        file.write("-- edited\n")
    assert boxes(migration, "1")[TESTED] == ("open", "not known: run migration check 001_create_notes")


def test_no_server_is_started_to_know_of_proofs(migration: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    write_notes()

    def scratch_server(*_: Any, **__: Any) -> None:
        raise AssertionError("a server was started")

    monkeypatch.setattr("new_migration.proof.history_check.scratch_server", scratch_server)
    assert boxes(migration, "1")[TESTED][0] == "open"


def test_irreversible_with_its_reason(server_18: Server, migration: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    write_notes()
    write("002_forget", "DELETE FROM notes;", None, "SELECT 'empty', NOT EXISTS (SELECT FROM notes);")
    Path("database/migrations/rollback-002_forget.sql").write_text(WHY)
    monkeypatch.setenv("NEW_MIGRATION_SERVER", server_18.maintenance)
    assert migration("check")[0] == 0
    found = boxes(migration, "2")
    assert found[ROLLBACK] == ("ticked", "irreversible: gone is gone")
    assert found[TESTED] == ("ticked", "irreversible, applied on PostgreSQL 18")
    code, out, _ = migration("checklist", "1", "2")
    assert code == 0
    assert "2. 002_forget cannot be rolled back: restore the backup where it did harm\n3. See" in out
    assert "migration rollback" not in out


def test_rollbacks_that_are_none(migration: Command) -> None:
    write_notes()
    file = Path("database/migrations/rollback-001_create_notes.sql")
    for text, note in (
        ("BEGIN; DELETE FROM schema_migrations WHERE migration_name = '001_create_notes'; COMMIT;",
         f"{file.name} changes nothing"),
        ("-- nothing\n", f"{file.name} is empty"),
        ("DROP TABEL notes;", f'{file}:1:6: syntax error at or near "TABEL"'),
    ):  # fmt: skip
        file.write_text(text)
        assert boxes(migration, "1")[ROLLBACK] == ("failed", note)
    file.unlink()
    assert boxes(migration, "1")[ROLLBACK] == ("failed", f"{file.name} is missing")
    assert migration("checklist", "1")[0] == 1


def test_scripts_that_cannot_be_run(migration: Command) -> None:
    write_notes()
    Path("database/migrations/001_create_notes.sql").write_text("CREATE TABLE;")
    Path("database/migrations/verify-001_create_notes.sql").write_bytes(b"SELECT '\xff';")
    found = boxes(migration, "1")
    assert found[FILE][0] == "failed"
    assert "001_create_notes.sql:1:13: syntax error" in found[FILE][1]
    assert found[VERIFY][0] == "failed"
    assert "is not UTF-8" in found[VERIFY][1]
    assert found[TESTED][1].startswith("not known: database/migrations/verify-001")


def test_without_a_verify_script(migration: Command) -> None:
    write("001_a", "CREATE TABLE a (x int);", "DROP TABLE a;")
    assert boxes(migration, "1")[VERIFY] == ("open", "there is no verify-001_a.sql")
    assert migration("checklist", "1")[0] == 0


def test_numbers_that_do_not_fit(migration: Command) -> None:
    write_notes("001_a", "a")
    write_notes("03_b", "b")
    write_notes("005_c", "c")
    assert boxes(migration, "001_a")[FILE] == ("open", "deploy it before 03_b, 005_c, or give it the next number")
    assert boxes(migration, "3")[FILE] == ("failed", "the number is not written as the others: 003")
    assert boxes(migration, "5")[FILE] == ("ticked", "005_c.sql")
    _, out, _ = migration("checklist", "5", "1", "3", "--json")
    found = json.loads(out)["migrations"]
    assert [each["name"] for each in found] == ["001_a", "03_b", "005_c"]
    assert [each["items"][FILE]["state"] for each in found] == ["ticked", "failed", "ticked"]


def test_a_number_wider_than_the_others_is_right_where_it_must_be(migration: Command) -> None:
    write_notes("1000_a", "a")
    assert boxes(migration, "1000")[FILE][0] == "ticked"


def test_an_applied_migration_may_have_others_after_it(database: str, migration: Command) -> None:
    write_notes("001_a", "a")
    address = ("--database-url", url(database))
    assert migration("apply", "--yes", *address)[0] == 0
    write_notes("002_b", "b")
    assert boxes(migration, "1", *address)[FILE] == ("ticked", "001_a.sql")
    assert boxes(migration, "1")[FILE][0] == "open"


def test_a_number_that_another_branch_has(tmp_path: Path, migration: Command) -> None:
    """For another migration: that a branch has this one too is as it should be."""
    write_notes("001_a", "a")
    (tmp_path / ".git").rmdir()
    git = ["git", "-C", str(tmp_path), "-c", "user.name=Ada", "-c", "user.email=ada@example.org"]

    def run(*commands: str) -> None:
        for command in commands:
            subprocess.run([*git, *command.split()], check=True)

    run("init -q -b main", "add .", "commit -qm a", "switch -qc other")
    assert boxes(migration, "1")[FILE] == ("ticked", "001_a.sql")
    run("mv database/migrations/001_a.sql database/migrations/001_b.sql", "commit -qam b", "switch -q main")
    assert boxes(migration, "1")[FILE] == ("failed", "another branch has 001_b.sql: give one of them another number")


def test_what_this_branch_has_pushed_is_no_other_branch(tmp_path: Path, migration: Command) -> None:
    def run(*lines: str) -> None:
        for line in lines:
            name = ("-c", "user.name=x", "-c", "user.email=x@example.com")
            subprocess.run(["git", *name, *line.split()], cwd=tmp_path, check=True, capture_output=True)

    (tmp_path / ".git").rmdir()
    write("001_a", "SELECT 1;", "SELECT 1;")
    run("init -q -b change", "add database", "commit -qm a", "init -q --bare origin.git")
    run("remote add origin ./origin.git", "push -qu origin change", "rm -q database/migrations/*001_a.sql")
    write("001_z", "SELECT 1;", "SELECT 1;")
    assert boxes(migration, "1")[FILE] == ("ticked", "001_z.sql")
    run("branch other")
    assert "another branch has 001_a.sql" in boxes(migration, "1")[FILE][1]


def test_where_git_does_not_say_what_others_have_nothing_is_ticked(tmp_path: Path, migration: Command) -> None:
    write_notes()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    state, note = boxes(migration, "1")[FILE]
    assert state == "open" and note.startswith("git does not say which numbers other branches use: ")


def test_what_is_not_one_transaction_can_break_off(migration: Command) -> None:
    write_notes()
    folder = Path("database/migrations")
    tracked = "INSERT INTO schema_migrations (migration_name) VALUES ('002_i');\n"
    (folder / "002_i.sql").write_text(f"CREATE INDEX CONCURRENTLY i ON notes (body);\n{tracked}")
    (folder / "rollback-002_i.sql").write_text(
        "DROP INDEX CONCURRENTLY i;\nDELETE FROM schema_migrations WHERE migration_name = '002_i';\n"
    )
    _, out, _ = migration("checklist", "2")
    assert "3. What broke off half-way, because it is not one transaction: apply it again, or give it up\n" in out
    assert "   migration rollback 002_i --unfinished\n" in out


def test_commands_say_where_the_files_are(tmp_path: Path, migration: Command) -> None:
    write_notes()
    (tmp_path / "database" / "migrations").rename(tmp_path / "my files")
    _, out, _ = migration("checklist", "1", "--directory", "my files")
    assert "  migration apply 001_create_notes --directory 'my files'\n" in out
    assert "  migration inspect history --directory 'my files'\n" in out


def test_a_database_that_does_not_answer(migration: Command) -> None:
    write_notes()
    address = "postgresql://ada:s3cret@127.0.0.1:1/app"
    code, out, _ = migration("checklist", "1", "--database-url", address)
    assert code == 0
    assert "- [ ] Migration applied (the database cannot be asked: connection failed" in out
    assert "s3cret" not in out


def test_names_and_notes_are_text_to_markdown(migration: Command) -> None:
    name = "001_a`b* [x](y) <b>"
    claim = "SELECT '*bold* <script>', false;\n"
    write(name, "CREATE TABLE a (x int);", "DROP TABLE a;", claim)
    _, out, _ = migration("checklist", name)
    assert "### `` 001_a`b* [x](y) <b> ``\n" in out
    assert r"(001_a\`b\* \[x\](y) \<b\>.sql)" in out
    assert "  migration apply '001_a`b* [x](y) <b>'\n" in out


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["001_create_nots"], "there is no migration '001_create_nots'\nhint: did you mean 001_create_notes?"),
        (["1", "77"], "there is no migration '77'\nhint: the last one is 001_create_notes"),
        ([], "missing argument"),
        (["1", "--database-url", "postgresql://a:b@c@d/e"], "cannot read the server URL"),
    ],
)
def test_what_cannot_be_meant(migration: Command, words: list[str], what: str) -> None:
    write_notes()
    code, out, err = migration("checklist", *words)
    assert (code, out) == (2, "")
    assert what in err
