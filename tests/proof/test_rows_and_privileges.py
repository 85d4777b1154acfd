"""What the kinds for rows, privileges and row security refuse, so that their rollbacks are exact."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from new_migration.authoring.change import Decision
from new_migration.authoring.fields import duration
from new_migration.authoring.kinds import chain, load_kind
from new_migration.authoring.render import Templates
from new_migration.creation import Draft, preview
from new_migration.declared_schema import DeclaredSchema
from new_migration.errors import BadInput, ServerRefused
from new_migration.history.directory import MigrationsDirectory
from new_migration.history.migration import Role
from new_migration.known_schema import KnownSchema
from new_migration.postgres.database import Connection, connect, execute, query
from new_migration.postgres.scripts import run_script

TEMPLATES = Templates(chain())
NOWHERE = MigrationsDirectory(Path("no-such-folder"))
Answer = str | tuple[str, ...]


def made(kind_name: str, *, online: bool = True, **answers: Answer) -> dict[Role, str]:
    """The scripts of the migration that the answers make."""
    kind, schema = load_kind(kind_name, chain()), KnownSchema(DeclaredSchema(NOWHERE), None)
    texts = {name: (value,) if isinstance(value, str) else value for name, value in answers.items()}
    change = Decision(kind, TEMPLATES, online=online, schema=schema).change(texts)
    draft = Draft(change=change, templates=TEMPLATES, schema=schema, command="", date="2026-11-22", number=10,
                  lock_timeout=duration("2s", name="lock_timeout"))  # fmt: skip
    (created,) = preview(draft, NOWHERE, {0}, 3)
    return {**created.texts}


@pytest.fixture
def db(tracked_database: str) -> Iterator[Connection]:
    """Roles with users, who are deleted with them, and a tree."""
    with connect(tracked_database) as connection:
        execute(
            connection,
            "CREATE TABLE roles (id int PRIMARY KEY, name text); INSERT INTO roles VALUES (1, 'a'), (2, 'b'), (3, 'c');"
            "CREATE TABLE users (id int PRIMARY KEY, role_id int REFERENCES roles ON DELETE CASCADE);"
            "INSERT INTO users VALUES (10, 1), (11, 1), (12, 2);"
            "CREATE TABLE places (id int PRIMARY KEY, parent int REFERENCES places ON DELETE SET NULL);"
            "INSERT INTO places VALUES (1, NULL), (2, 1), (3, 2)",
        )
        yield connection


def run(connection: Connection, text: str) -> None:
    try:
        run_script(connection, text, name="script.sql")
    finally:
        if not connection.closed:
            execute(connection, "ROLLBACK")


def test_rows_with_a_key_that_is_taken_are_refused(db: Connection) -> None:
    texts = made("insert-rows", table="roles", columns="id, name", rows=("2, 'x'", "3, 'y'", "4, 'z'"))
    with pytest.raises(ServerRefused, match="rows of roles that have a key that is to be inserted: 2"):
        run(db, texts["forward"])
    assert query(db, "SELECT count(*) FROM roles") == [(3,)]


def test_inserted_rows_go_by_their_key(db: Connection) -> None:
    texts = made("insert-rows", table="roles", columns="name, id", rows=("'x', 4",), key="id")
    run(db, texts["forward"])
    execute(db, "UPDATE roles SET name = 'changed' WHERE id = 4")
    run(db, texts["rollback"])
    assert query(db, "SELECT count(*) FROM roles WHERE id = 4") == [(0,)]


def test_rows_that_others_hang_on_are_not_taken_back(db: Connection) -> None:
    texts = made("insert-rows", table="roles", columns="id", rows=("4",))
    run(db, texts["forward"])
    execute(db, "INSERT INTO users VALUES (13, 4)")
    with pytest.raises(ServerRefused, match=r"rows of users that would be deleted or changed along .*: 1"):
        run(db, texts["rollback"])
    assert query(db, "SELECT count(*) FROM users WHERE role_id = 4") == [(1,)]


@pytest.mark.parametrize("online", [True, False])
@pytest.mark.parametrize("undo", ["restore", "nothing"])
def test_rows_that_others_hang_on_are_not_deleted(db: Connection, online: bool, undo: str) -> None:
    texts = made("delete-rows", online=online, table="roles", where="id < 3", undo=undo)
    with pytest.raises(ServerRefused, match=r"rows of users that would be deleted or changed along .*: 3"):
        run(db, texts["forward"])
    assert query(db, "SELECT (SELECT count(*) FROM roles), (SELECT count(*) FROM users)") == [(3, 3)]
    assert query(db, "SELECT count(*) FROM pg_class WHERE relname ~ '^_(undo|progress)'") == [(0,)]


@pytest.mark.parametrize("online", [True, False])
@pytest.mark.parametrize("undo", ["restore", "nothing"])
def test_rows_of_tables_that_inherit_are_not_deleted(db: Connection, online: bool, undo: str) -> None:
    execute(db, "CREATE TABLE old_users () INHERITS (users); INSERT INTO old_users VALUES (20, 1)")
    texts = made("delete-rows", online=online, table="users", where="id > 10", undo=undo)
    refusal = "tables that inherit from users, whose rows would be deleted too: 1"
    with pytest.raises(ServerRefused, match=refusal) as caught:
        run(db, texts["forward"])
    assert "DELETE FROM ONLY" in str(caught.value.hint)
    assert query(db, "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM old_users)") == [(4, 1)]
    assert query(db, "SELECT count(*) FROM pg_class WHERE relname ~ '^_(undo|progress)'") == [(0,)]
    run(db, made("delete-rows", online=online, table="old_users", where="true", undo=undo)["forward"])
    assert query(db, "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM old_users)") == [(3, 0)]


@pytest.mark.parametrize("online", [True, False])
def test_rows_of_partitions_are_the_table_s_own(db: Connection, online: bool) -> None:
    execute(
        db,
        "CREATE TABLE days (id int PRIMARY KEY) PARTITION BY RANGE (id);"
        "CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM (0) TO (10);"
        "CREATE TABLE days_2 PARTITION OF days DEFAULT; INSERT INTO days VALUES (1), (2), (11), (12)",
    )
    texts = made("delete-rows", online=online, table="days", where="id IN (2, 12)")
    run(db, texts["forward"])
    assert query(db, "SELECT array_agg(id ORDER BY id) FROM days") == [([1, 11],)]
    run(db, texts["rollback"])
    rows = "SELECT array_agg(id ORDER BY id) FROM"
    assert query(db, f"SELECT ({rows} days_1), ({rows} days_2)") == [([1, 2], [11, 12])]


@pytest.mark.parametrize("undo", ["restore", "nothing"])
def test_nor_those_that_others_came_to_hang_on_while_it_runs(db: Connection, undo: str) -> None:
    texts = made("delete-rows", table="roles", where="id >= 3", undo=undo, batch_size="1")
    execute(
        db,
        "INSERT INTO roles SELECT generate_series(4, 6);"
        "CREATE FUNCTION hang_on() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN INSERT INTO users VALUES (50, 5); RETURN OLD; END$$;"
        "CREATE TRIGGER hang_on AFTER DELETE ON roles FOR EACH ROW WHEN (OLD.id = 3) EXECUTE FUNCTION hang_on()",
    )
    with pytest.raises(ServerRefused, match=r"rows of users that would be deleted or changed along .*: 1"):
        run(db, texts["forward"])
    assert query(db, "SELECT array_agg(id ORDER BY id) FROM roles") == [([1, 2, 5, 6],)]
    execute(db, "DELETE FROM users WHERE id = 50")
    run(db, texts["forward"])
    assert query(db, "SELECT array_agg(id ORDER BY id) FROM roles") == [([1, 2],)]


def test_a_tree_goes_as_a_whole_or_not_at_all(db: Connection) -> None:
    with pytest.raises(ServerRefused, match=r"rows of places that would be deleted or changed along .*: 1"):
        run(db, made("delete-rows", online=False, table="places", where="id IN (1, 2)")["forward"])
    texts = made("delete-rows", online=False, table="places", where="id > 1")
    run(db, texts["forward"])
    run(db, texts["rollback"])
    assert query(db, "SELECT array_agg(parent ORDER BY id) FROM places") == [([None, 1, 2],)]


@pytest.mark.parametrize("online", [True, False])
@pytest.mark.parametrize("body", ["NEW.name := 'other'; RETURN NEW;", "RETURN NULL;"])
def test_a_trigger_that_changes_what_comes_back_is_noticed(db: Connection, online: bool, body: str) -> None:
    texts = made("delete-rows", online=online, table="roles", where="id = 3")
    run(db, texts["forward"])
    execute(
        db,
        f"CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {body} END$$;"
        "CREATE TRIGGER meddle BEFORE INSERT ON roles FOR EACH ROW EXECUTE FUNCTION meddle()",
    )
    with pytest.raises(ServerRefused, match="rows of roles that did not come back as they were: 1"):
        run(db, texts["rollback"])
    assert query(db, "SELECT count(*) FROM _undo_010_roles") == [(1,)]


@pytest.mark.parametrize("online", [True, False])
def test_kept_rows_are_their_owner_s(db: Connection, online: bool) -> None:
    execute(db, "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC, pg_monitor")
    run(db, made("delete-rows", online=online, table="roles", where="id = 3")["forward"])
    others = (
        "SELECT count(*) FROM pg_class, aclexplode(relacl) WHERE relname = '_undo_010_roles' AND grantee <> relowner"
    )
    assert query(db, others) == [(0,)]


@pytest.mark.parametrize(
    ("before", "privileges", "option", "refused"),
    [
        ("GRANT SELECT, UPDATE ON roles TO PUBLIC", "SELECT, INSERT ON roles TO PUBLIC", "no", "already: 1"),
        ("GRANT SELECT ON users TO PUBLIC", "ALL ON roles, users TO PUBLIC", "no", "already: 1"),
        ("GRANT SELECT (id) ON roles TO PUBLIC", "SELECT ON roles TO PUBLIC", "no", "on single columns: 1"),
        ("GRANT SELECT (id) ON roles TO PUBLIC", "SELECT (id, name) ON roles TO PUBLIC", "no", "already: 1"),
        ("GRANT SELECT ON roles TO PUBLIC", "SELECT (id) ON roles TO PUBLIC", "no", ""),
        ("GRANT SELECT ON roles TO pg_monitor", "SELECT ON roles TO pg_monitor", "yes", "already: 1"),
        ("GRANT SELECT ON roles TO pg_monitor", "SELECT ON roles TO PUBLIC", "no", ""),
    ],
)  # fmt: skip
def test_what_is_granted_already_is_refused(
    db: Connection, before: str, privileges: str, option: str, refused: str
) -> None:
    execute(db, before)
    texts = made("grant", privileges=privileges, with_grant_option=option)
    if not refused:
        run(db, texts["forward"])
        return
    with pytest.raises(ServerRefused, match=refused):
        run(db, texts["forward"])


@pytest.mark.parametrize(
    ("before", "privileges", "option", "refused"),
    [
        ("GRANT SELECT ON roles TO PUBLIC", "SELECT, INSERT ON roles FROM PUBLIC", "no", "not granted .*: 1"),
        ("GRANT SELECT ON roles TO pg_monitor WITH GRANT OPTION", "SELECT ON roles FROM pg_monitor", "no", "without"),
        ("GRANT SELECT ON roles TO pg_monitor", "SELECT ON roles FROM pg_monitor", "yes", "with grant"),
        ("GRANT SELECT ON roles TO pg_monitor WITH GRANT OPTION", "SELECT ON roles FROM pg_monitor", "yes", ""),
        ("GRANT SELECT, SELECT (id) ON roles TO PUBLIC", "SELECT ON roles FROM PUBLIC", "no", "columns too: 1"),
        ("SELECT", "EXECUTE ON FUNCTION pg_catalog.lower(text) FROM PUBLIC", "no", ""),
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_revoked(
    db: Connection, before: str, privileges: str, option: str, refused: str
) -> None:
    execute(db, before)
    texts = made("revoke", privileges=privileges, with_grant_option=option)
    if not refused:
        run(db, texts["forward"])
        run(db, texts["rollback"])
        return
    with pytest.raises(ServerRefused, match=refused):
        run(db, texts["forward"])


def test_row_security_that_is_enabled_is_refused(db: Connection) -> None:
    execute(db, "ALTER TABLE roles ENABLE ROW LEVEL SECURITY; ALTER TABLE users FORCE ROW LEVEL SECURITY")
    for table, force in (("roles", "no"), ("users", "yes")):
        with pytest.raises(ServerRefused, match="already"):
            run(db, made("enable-row-security", table=table, force=force)["forward"])
    run(db, made("enable-row-security", table="users", force="no")["forward"])


@pytest.mark.parametrize(
    ("answers", "what"),
    [
        ({"columns": "id, name", "rows": ("1, 'x'", "2")}, "(2) has 1 values for the 2 columns id, name"),
        ({"columns": "id", "rows": ("1",), "key": "name"}, "name has no value in the rows"),
        (
            {"columns": "id", "rows": ("gen_random_uuid()",)},
            "gen_random_uuid() is no value by which a row is found again",
        ),
        ({"columns": "id", "rows": ("1", "DEFAULT")}, "DEFAULT is no value by which a row is found again"),
    ],
)
def test_rows_that_do_not_fit(answers: dict[str, Answer], what: str) -> None:
    with pytest.raises(BadInput) as caught:
        made("insert-rows", online=True, table="roles", **answers)
    assert what in caught.value.what


def test_a_comment_that_is_not_known_is_asked_for() -> None:
    with pytest.raises(BadInput, match="missing: --restore"):
        made("comment", target="users", comment="x")
