"""What a change in phases, or one that keeps a table readable, refuses; and what a view takes over from its table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from new_migration.authoring.change import Decision, answers_from_spec
from new_migration.authoring.fields import duration
from new_migration.authoring.kinds import chain, load_kind
from new_migration.authoring.render import Templates
from new_migration.creation import Created, Draft, preview
from new_migration.declared_schema import DeclaredSchema
from new_migration.errors import BadInput, ServerRefused
from new_migration.history.directory import MigrationsDirectory
from new_migration.known_schema import DatabaseObjects, KnownSchema
from new_migration.postgres.database import connect, execute, query
from new_migration.postgres.scripts import run_script

TEMPLATES = Templates(chain())
NOWHERE = MigrationsDirectory(Path("no-such-folder"))
PRICES = """
CREATE TABLE prices (id bigint PRIMARY KEY, price numeric(10,2));
INSERT INTO prices VALUES (1, 1), (2, 2.5), (3, 3.75), (4, NULL);
"""
HEIRS = """
CREATE TABLE parents (id bigint PRIMARY KEY, name text, price numeric(10,2));
CREATE TABLE heirs (size int) INHERITS (parents);
CREATE INDEX idx_parents_name ON parents (name);
CREATE INDEX idx_heirs_name ON heirs (name);
CREATE INDEX idx_heirs_price ON heirs (price);
"""
PARTS = """
CREATE TABLE parts (id bigint NOT NULL, name text, price numeric(10,2)) PARTITION BY RANGE (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
CREATE INDEX idx_parts_name ON parts (name);
CREATE INDEX idx_parts_price ON parts (price);
CREATE INDEX idx_parts_1_price ON parts_1 (price DESC);
"""


def written(
    conninfo: str, kind: str, answers: dict[str, Any], *, number: int = 1, online: bool = True
) -> list[Created]:
    """The migrations, made with the schema as it is now."""
    schema = KnownSchema(DeclaredSchema(NOWHERE), DatabaseObjects(conninfo))
    found = load_kind(kind, chain())
    texts, _ = answers_from_spec(found, answers, name="answers")
    change = Decision(found, TEMPLATES, online=online, schema=schema).change(texts)
    draft = Draft(change=change, templates=TEMPLATES, schema=schema, command="", date="2026-11-22", number=number,
                  lock_timeout=duration("2s", name="lock_timeout"))  # fmt: skip
    return preview(draft, NOWHERE, {0}, 3)


def run(conninfo: str, text: str) -> None:
    with connect(conninfo) as session:
        run_script(session, text, name="script")


def apply(conninfo: str, kind: str, answers: dict[str, Any], *, number: int = 1, online: bool = True) -> None:
    for migration in written(conninfo, kind, answers, number=number, online=online):
        run(conninfo, migration.texts["forward"])


WHOLE = {"table": "prices", "column": "price", "type": "integer"}


@pytest.mark.parametrize("online", [True, False])
def test_phases_round_nothing_unasked(tracked_database: str, *, online: bool) -> None:
    run(tracked_database, PRICES)
    with pytest.raises(ServerRefused, match="2 rows of prices have a value in price that does not fit into integer"):
        apply(tracked_database, "change-type", WHOLE, online=online)


@pytest.mark.parametrize("online", [True, False])
def test_contract_rounds_nothing_that_was_written_since(tracked_database: str, *, online: bool) -> None:
    run(tracked_database, PRICES + "DELETE FROM prices WHERE price <> 1;")
    apply(tracked_database, "change-type", WHOLE, online=online)
    run(tracked_database, "INSERT INTO prices (id, price) VALUES (5, 5.5);")
    contract = {**WHOLE, "phase": "contract"}
    with pytest.raises(ServerRefused, match="1 rows of prices have a value in price that does not fit into integer"):
        apply(tracked_database, "change-type", contract, number=5, online=online)
    run(tracked_database, "UPDATE prices SET price = 6 WHERE id = 5;")
    apply(tracked_database, "change-type", contract, number=5, online=online)


@pytest.mark.parametrize("online", [True, False])
def test_values_are_rounded_where_that_is_wanted(tracked_database: str, *, online: bool) -> None:
    run(tracked_database, PRICES)
    lossy = {**WHOLE, "lossy": True}
    apply(tracked_database, "change-type", lossy, online=online)
    (contract,) = written(tracked_database, "change-type", {**lossy, "phase": "contract"}, number=5, online=online)
    values = "SELECT price::text FROM prices ORDER BY id"
    with connect(tracked_database) as session:
        run(tracked_database, contract.texts["forward"])
        assert query(session, values) == [("1",), ("3",), ("4",), (None,)]
        run(tracked_database, contract.texts["rollback"])
        assert query(session, values) == [("1.00",), ("2.50",), ("3.75",), (None,)]


@pytest.mark.parametrize(
    ("kind", "answers", "message"),
    [
        ("rename-column", {"table": "parents", "column": "name", "new_name": "title"}, "tables inherit from parents"),
        ("rename-column", {"table": "heirs", "column": "name", "new_name": "title"}, "name of heirs is inherited"),
        ("change-type", {"table": "parents", "column": "price", "type": "int"}, "tables inherit from parents"),
        ("change-type", {"table": "heirs", "column": "price", "type": "int"}, "price of heirs is inherited"),
    ],
)
def test_no_trigger_passes_to_heirs(tracked_database: str, kind: str, answers: dict[str, Any], message: str) -> None:
    run(tracked_database, HEIRS)
    with pytest.raises(BadInput, match=message):
        written(tracked_database, kind, answers)


def test_a_column_that_is_inherited_is_renamed_in_one_step(tracked_database: str) -> None:
    run(tracked_database, HEIRS)
    apply(tracked_database, "rename-column", {"table": "parents", "column": "name", "new_name": "title", "now": True})
    apply(
        tracked_database, "change-type", {"table": "parents", "column": "price", "type": "int", "now": True}, number=2
    )
    with connect(tracked_database) as session:
        assert query(session, "SELECT title, price FROM heirs") == []


PARTED = [
    ("rename-column", {"table": "parts", "column": "name", "new_name": "title"}),
    ("change-type", {"table": "parts", "column": "price", "type": "int"}),
    ("add-unique", {"table": "parts", "columns": "id, name"}),
    ("add-primary-key", {"table": "parts", "columns": "id"}),
    ("create-index", {"table": "parts", "indexes": ["name, price"]}),
]


@pytest.mark.parametrize(("kind", "answers"), PARTED)
def test_no_index_of_a_partitioned_table_is_built_concurrently(
    tracked_database: str, kind: str, answers: dict[str, Any]
) -> None:
    run(tracked_database, PARTS)
    with pytest.raises(BadInput, match="parts is partitioned: no index") as caught:
        written(tracked_database, kind, answers)
    assert "--offline" in caught.value.hint
    apply(tracked_database, kind, answers, online=False)


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("rename-column", {"table": "notes", "column": "name", "new_name": "title"}),
        ("change-type", {"table": "notes", "column": "name", "type": "int", "using": "length(name)"}),
        ("backfill", {"table": "notes", "set": "name = 'a'", "where": "name IS NULL", "undo": "nothing"}),
        ("add-column", {"table": "notes", "columns": ["size int"], "populate": "length(name)", "nullable": True}),
    ],
)
def test_a_table_without_a_key_is_gone_through_page_by_page(
    tracked_database: str, kind: str, answers: dict[str, Any]
) -> None:
    run(tracked_database, "CREATE TABLE notes (name text); INSERT INTO notes VALUES ('a'), ('bb');")
    apply(tracked_database, kind, answers)


def test_the_view_belongs_to_the_owner_of_the_table(tracked_database: str) -> None:
    """Both roles of the application: the owner, and one that may read a column."""
    run(
        tracked_database,
        """CREATE TABLE users (id bigint PRIMARY KEY, email text, secret text);
        ALTER TABLE users OWNER TO pg_monitor;
        GRANT SELECT (id, email), UPDATE (email) ON users TO pg_signal_backend;
        INSERT INTO users VALUES (1, 'a@b.c', 'x');""",
    )
    apply(tracked_database, "rename-table", {"table": "users", "new_name": "accounts"})
    with connect(tracked_database) as session:
        execute(session, "SET ROLE pg_monitor")
        execute(session, "INSERT INTO users VALUES (2, 'b@b.c', 'y')")
        execute(session, "SET ROLE pg_signal_backend")
        assert execute(session, "UPDATE users SET email = 'c@b.c' WHERE id = 2 RETURNING email") == [("c@b.c",)]
        with pytest.raises(ServerRefused, match="permission denied"):
            execute(session, "SELECT secret FROM users")
