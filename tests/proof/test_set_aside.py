"""What is set aside goes on working, and comes back with what came meanwhile, or says what is in the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from new_migration.authoring.change import Decision
from new_migration.authoring.fields import duration
from new_migration.authoring.kinds import chain, load_kind
from new_migration.authoring.render import Templates
from new_migration.creation import Draft, preview
from new_migration.declared_schema import DeclaredSchema
from new_migration.errors import BadInput, MissingAnswers, ServerRefused
from new_migration.history.directory import MigrationsDirectory
from new_migration.known_schema import DatabaseObjects, KnownSchema
from new_migration.postgres.database import connect, execute, query
from new_migration.postgres.scripts import run_script
from new_migration.postgres.snapshot import difference, snapshot

TEMPLATES = Templates(chain())
NOWHERE = MigrationsDirectory(Path("no-such-folder"))


class Database:
    """A database that scripts are run on; ``is_known``: the kinds know its schema."""

    is_known = True

    def __init__(self, conninfo: str) -> None:
        self.connection = connect(conninfo)

    def made(self, kind_name: str, **answers: str) -> dict[str, str]:
        """The scripts of the one migration that answers make, number 10."""
        source = DatabaseObjects(self.connection.info.dsn) if self.is_known else None
        kind, schema = load_kind(kind_name, chain()), KnownSchema(DeclaredSchema(NOWHERE), source)
        texts = {name: (value,) for name, value in answers.items()}
        change = Decision(kind, TEMPLATES, online=True, schema=schema).change(texts)
        draft = Draft(change=change, templates=TEMPLATES, schema=schema, command="", date="2026-11-22", number=10,
                      lock_timeout=duration("2s", name="lock_timeout"))  # fmt: skip
        (created,) = preview(draft, NOWHERE, {0}, 3)
        return {str(role): text for role, text in created.texts.items()}

    def run(self, text: str) -> None:
        run_script(self.connection, text, name="script.sql")

    def do(self, command: str) -> None:
        execute(self.connection, command)

    def ask(self, question: str) -> Any:
        """The only value of a query."""
        ((value,),) = query(self.connection, question)
        return value


@pytest.fixture
def db(tracked_database: str) -> Iterator[Database]:
    found = Database(tracked_database)
    found.do(
        "CREATE TABLE users (user_id bigint PRIMARY KEY, email text NOT NULL, status text NOT NULL DEFAULT 'new');"
        "INSERT INTO users VALUES (1, 'ada@example.org', 'old')"
    )
    yield found
    found.connection.close()


def test_rows_that_came_without_a_column_have_its_default_when_it_comes_back(db: Database) -> None:
    before = snapshot(db.connection)
    scripts = db.made("drop-column", table="users", column="status")
    db.run(scripts["forward"])
    db.do("INSERT INTO users VALUES (2, 'grace@example.org')")
    db.run(scripts["rollback"])
    assert difference(before, snapshot(db.connection)) == ()
    assert db.ask("SELECT array_agg(status ORDER BY user_id) FROM users") == ["old", "new"]


@pytest.mark.parametrize(
    ("kind", "column_now", "insert"),
    [
        ("drop-column", "_dropped_010_email", "INSERT INTO users VALUES (2)"),
        ("drop-not-null", "email", "INSERT INTO users VALUES (2, NULL)"),
    ],
)
def test_a_rollback_refuses_rows_without_a_value(db: Database, kind: str, column_now: str, insert: str) -> None:
    before = snapshot(db.connection)
    scripts = db.made(kind, table="users", column="email")
    db.run(scripts["forward"])
    db.do(insert)
    changed = snapshot(db.connection)
    with pytest.raises(ServerRefused, match=rf"rows of users that have no {column_now}: 1"):
        db.run(scripts["rollback"])
    assert difference(changed, snapshot(db.connection)) == ()
    db.do(f"UPDATE users SET {column_now} = 'grace@example.org' WHERE {column_now} IS NULL")
    db.run(scripts["rollback"])
    assert difference(before, snapshot(db.connection)) == ()


def test_a_key_that_rows_cannot_come_without_is_not_set_aside(db: Database) -> None:
    with pytest.raises(BadInput, match="user_id is in the primary key of users: no row can be without it"):
        db.made("drop-column", table="users", column="user_id")


def test_a_column_that_cannot_come_back_is_not_dropped_at_once(db: Database) -> None:
    with pytest.raises(BadInput, match="NOT NULL without a default"):
        db.made("drop-column", table="users", column="email", now="yes")


def test_what_is_used_is_set_aside_but_not_dropped(db: Database) -> None:
    db.do("CREATE VIEW mails AS SELECT email FROM users")
    with pytest.raises(BadInput, match="is used by view mails"):
        db.made("drop-column", table="users", column="email", now="yes")
    with pytest.raises(BadInput, match="is used by view mails"):
        db.made("drop-table", table="users", now="yes")
    db.run(db.made("drop-column", table="users", column="email")["forward"])
    assert db.ask("SELECT email FROM mails") == "ada@example.org"
    with pytest.raises(BadInput, match="_dropped_010_email of users is used by view mails"):
        db.made("drop-column", table="users", column="email", phase="purge")


def test_foreign_keys_of_a_table_that_is_set_aside_are_still_checked(db: Database) -> None:
    """As its owner, who may not be the one who makes the schema for it."""
    db.do(
        "CREATE TABLE sessions (session_id bigint PRIMARY KEY, user_id bigint REFERENCES users);"
        "CREATE TABLE visits (session_id bigint REFERENCES sessions);"
        "INSERT INTO sessions VALUES (1, 1);"
        "ALTER TABLE sessions OWNER TO pg_monitor; ALTER TABLE visits OWNER TO pg_monitor"
    )
    db.run(db.made("drop-table", table="sessions")["forward"])
    db.do("INSERT INTO visits VALUES (1)")
    with pytest.raises(ServerRefused, match="foreign key"):
        db.do("INSERT INTO visits VALUES (2)")
    with pytest.raises(ServerRefused, match="foreign key"):
        db.do("DELETE FROM users")


def test_a_name_is_free_again_when_a_table_is_set_aside(db: Database) -> None:
    again = "CREATE TABLE users (user_id bigserial CONSTRAINT users_pkey PRIMARY KEY)"
    db.run(db.made("drop-table", table="users")["forward"])
    db.do(again)
    assert db.ask("SELECT count(*) FROM users") == 0
    assert db.ask("SELECT count(*) FROM _dropped_010_users.users") == 1


def test_a_partition_is_not_set_aside(db: Database) -> None:
    db.do("CREATE TABLE days (day date) PARTITION BY RANGE (day); CREATE TABLE rest PARTITION OF days DEFAULT")
    with pytest.raises(BadInput, match="rest is a partition"):
        db.made("drop-table", table="rest")


@pytest.mark.parametrize("kind", ["drop-column", "drop-table"])
def test_only_what_was_set_aside_is_purged(db: Database, kind: str) -> None:
    column = {"column": "status"} if kind == "drop-column" else {}
    with pytest.raises(BadInput, match="is not set aside"):
        db.made(kind, table="users", phase="purge", **column)
    db.run(db.made(kind, table="users", **column)["forward"])
    aside = "email" if column else "schema_migrations"
    with pytest.raises(BadInput, match=f"that {kind} has"):
        db.made(kind, table="users", phase="purge", aside=aside, **column)


def test_what_was_set_aside_twice_must_be_named(db: Database) -> None:
    db.do("ALTER TABLE users ADD _dropped_003_nick text, ADD _dropped_004_nick text")
    with pytest.raises(MissingAnswers, match="--aside"):
        db.made("drop-column", table="users", column="nick", phase="purge")
    db.run(db.made("drop-column", table="users", column="nick", phase="purge", aside="_dropped_003_nick")["forward"])
    assert db.ask("SELECT count(*) FROM pg_attribute WHERE attname ~ '^_dropped_' AND attnum > 0") == 1


def test_where_the_schema_is_not_known_it_is_asked_for(db: Database) -> None:
    db.is_known = False
    with pytest.raises(MissingAnswers, match="--required or --no-required"):
        db.made("drop-column", table="users", column="email")
    with pytest.raises(MissingAnswers, match="--restore"):
        db.made("set-default", table="users", column="email", default="''")
    before = snapshot(db.connection)
    scripts = db.made("drop-column", table="users", column="email", required="yes")
    db.run(scripts["forward"])
    db.run(scripts["rollback"])
    assert difference(before, snapshot(db.connection)) == ()
