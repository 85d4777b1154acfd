"""What is known of the schema: from migrations, from a database, from nowhere; and what is said where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from new_migration import cli
from new_migration.authoring.expressions import identifier, routine, table
from new_migration.declared_schema import DeclaredSchema
from new_migration.errors import ServerRefused
from new_migration.history.directory import MigrationsDirectory
from new_migration.known_schema import DatabaseObjects, KnownSchema
from new_migration.postgres.database import connect, execute
from new_migration.postgres.scratch import Server
from new_migration.proof.application import url

SETUP = """
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, "a""b" int);
CREATE SCHEMA "My App";
CREATE TABLE "My App"."order" (id int);
CREATE VIEW active AS SELECT id FROM users;
CREATE INDEX idx_users_email ON users (email);
CREATE FUNCTION total(a integer, b text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TYPE mood AS ENUM ('sad', 'so so');
"""


def known(conninfo: str, setup: str = SETUP) -> KnownSchema:
    with connect(conninfo) as connection:
        execute(connection, setup)
    return KnownSchema(DeclaredSchema(MigrationsDirectory(Path("no-such-folder"))), DatabaseObjects(conninfo))


def shown(names: object) -> list[str]:
    return [str(name) for name in names]  # type: ignore[attr-defined]


def test_names_are_shown_as_they_are_written(database: str) -> None:
    schema = known(database)
    assert shown(schema.tables) == ['"My App"."order"', "users"]
    assert shown(schema.columns(table("users", name="x"))) == ["id", "email", '"a""b"']
    assert shown(schema.views) == ["active"]
    assert shown(schema.indexes) == ["idx_users_email"]
    assert shown(schema.functions) == ["total(integer, text)"]
    assert shown(schema.enums) == ["mood"]
    assert shown(schema.labels(table("mood", name="x"))) == ["'sad'", "'so so'"]
    assert '"My App"' in shown(schema.schemas)
    assert shown(schema.tables + schema.views) == ['"My App"."order"', "users", "active"]


@pytest.mark.parametrize(
    ("text", "is_there"), [("users", True), ("public.users", True), ("order", False), ("x", False)]
)
def test_a_name_counts_with_the_schema_that_goes_without_saying(database: str, text: str, *, is_there: bool) -> None:
    assert (table(text, name="x") in known(database).tables) is is_there


def test_objects(database: str) -> None:
    schema = known(database)
    email = schema.column(table("users", name="x"), identifier("email", name="x"))
    assert email and (email.type, email.is_required, str(email)) == ("text", True, "column users.email")
    assert "CREATE INDEX idx_users_email" in email.restore
    assert schema.column(table("users", name="x"), identifier("nope", name="x")) is None
    function = schema.function(routine("total(int, text)", name="x"))
    assert function and function.drop.startswith("DROP FUNCTION")
    assert str(schema.function(routine("total", name="x"))) == str(function)
    assert schema.why_unknown == ""


def test_without_a_source_nothing_is_known() -> None:
    schema = KnownSchema(DeclaredSchema(MigrationsDirectory(Path("no-such-folder"))), None)
    assert not schema.is_ready and not schema.tables and schema.table(table("users", name="x")) is None
    assert schema.why_unknown == "schema_from is none"


def test_the_tracking_table_is_not_offered_but_can_be_named(database: str) -> None:
    schema = known(database, "CREATE TABLE schema_migrations (migration_name text)")
    assert shown(schema.tables) == [] and table("schema_migrations", name="x") not in schema.tables
    schema = known(database, "CREATE TABLE o (a int)")
    assert shown(schema.tables) == ["o"] and table("schema_migrations", name="x") in schema.tables


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with ``users``."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "cache").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    assert new("create-table", "users", "id bigint primary key", "email text not null default 'x'") == 0
    return tmp_path


def new(*words: str) -> int:
    return cli.run("new-migration", [*words, "--no-input", "--no-check"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("drop-column", "users", "emial"), "--column: there is no column emial\nhint: did you mean email?"),
        (("drop-column", "usres", "email"), "--table: there is no table usres\nhint: did you mean users?"),
        (("drop-index", "idx"), "missing: --restore"),
        (
            ("add-foreign-key", "users", "id", "users", "--on-delete", "cascade", "--constraint", "pk_users"),
            "--constraint: users has a constraint pk_users\nhint: give another name with --constraint",
        ),
        (
            ("set-default", "users", "email", "'y'", "--schema-from", "none"),
            "missing: --restore; the schema, which may say it, is not known: schema_from is none\nhint: see",
        ),
        (
            ("set-default", "users", "email", "'y'", "--schema-from", "postgresql:///x?host=/nowhere"),
            "missing: --restore",
        ),
    ],
)
def test_what_is_said(project: Path, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(*words) == 2
    assert said in capsys.readouterr().err
    assert not list((project / "database" / "migrations").glob("*002*"))


def test_what_was_read_is_kept_until_the_scripts_change(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new("set-default", "users", "email", "'y'") == 0
    rollback = project / "database" / "migrations" / "rollback-002_set_default_of_email_of_users.sql"
    assert "SET DEFAULT 'x'" in rollback.read_text()
    assert new("set-default", "users", "email", "'z'") == 0
    kept = sorted((project / "cache" / "new-migration" / "schemas").iterdir())
    assert len(kept) == 2
    monkeypatch.setattr("new_migration.proof.history_check.HistoryCheck.at_head", _no_server)
    for path in (project / "database" / "migrations").glob("*003*"):
        path.unlink()
    assert new("set-default", "users", "email", "'z'", "--name", "once_more") == 0, "from the cache"
    for file in kept:
        file.write_text(file.read_text()[:-5])
    for path in (project / "database" / "migrations").glob("*003*"):
        path.unlink()
    capsys.readouterr()
    assert new("set-default", "users", "email", "'z'", "--name", "broken_cache") == 2
    assert "the schema, which may say it, is not known: no server" in capsys.readouterr().err


def _no_server(*_: object) -> None:
    raise ServerRefused("no server")


def test_the_primary_key_of_a_database_without_scripts(database: str) -> None:
    schema = known(database, 'CREATE TABLE "my t" (a int, "b c" int, CONSTRAINT odd PRIMARY KEY ("b c", a))')
    assert shown(schema.primary_key(table('"my t"', name="x"))) == ['"b c"', "a"]
    assert schema.primary_key(table("none", name="x")) == ()


def test_a_development_database(project: Path, server_18: Server) -> None:
    with server_18.database() as conninfo:
        known(conninfo, "CREATE TABLE users (id bigint PRIMARY KEY, email text DEFAULT 'of the database')")
        assert new("set-default", "users", "email", "'y'", "--schema-from", url(conninfo)) == 0
    rollback = project / "database" / "migrations" / "rollback-002_set_default_of_email_of_users.sql"
    assert "SET DEFAULT 'of the database'" in rollback.read_text()
