"""What a change in phases, or one that keeps a table readable, refuses; and what a view takes over from its table."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
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
from new_migration.postgres.snapshot import difference, snapshot

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


def decided(
    conninfo: str, kind: str, answers: dict[str, Any], *, online: bool = True
) -> tuple[Decision, KnownSchema, Mapping[str, tuple[str, ...]]]:
    schema = KnownSchema(DeclaredSchema(NOWHERE), DatabaseObjects(conninfo))
    found = load_kind(kind, chain())
    texts, _ = answers_from_spec(found, answers, name="answers")
    return Decision(found, TEMPLATES, online=online, schema=schema), schema, texts


def notes(conninfo: str, kind: str, answers: dict[str, Any]) -> str:
    decision, _, texts = decided(conninfo, kind, answers)
    return "\n".join(decision.notes(decision.change(texts)))


def written(
    conninfo: str, kind: str, answers: dict[str, Any], *, number: int = 1, online: bool = True
) -> list[Created]:
    """The migrations, made with the schema as it is now."""
    decision, schema, texts = decided(conninfo, kind, answers, online=online)
    change = decision.change(texts)
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
    with pytest.raises(ServerRefused, match="rows of prices with a value in price that does not fit into integer: 2"):
        apply(tracked_database, "change-type", WHOLE, online=online)


@pytest.mark.parametrize("online", [True, False])
def test_contract_rounds_nothing_that_was_written_since(tracked_database: str, *, online: bool) -> None:
    run(tracked_database, PRICES + "DELETE FROM prices WHERE price <> 1;")
    apply(tracked_database, "change-type", WHOLE, online=online)
    run(tracked_database, "INSERT INTO prices (id, price) VALUES (5, 5.5);")
    contract = {**WHOLE, "phase": "contract"}
    with pytest.raises(ServerRefused, match="rows of prices with a value in price that does not fit into integer: 1"):
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


KEYS = """
CREATE TABLE customers (id int PRIMARY KEY, code int UNIQUE);
CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers, code int REFERENCES customers (code),
                     price int, doubled int GENERATED ALWAYS AS (price * 2) STORED, room int, EXCLUDE (room WITH =));
ALTER TABLE orders ADD CONSTRAINT later CHECK (customer > 0) NOT VALID;
"""


@pytest.mark.parametrize(
    ("table", "column", "named"),
    [
        ("orders", "id", "constraint orders_pkey on orders"),
        ("customers", "id", "constraint orders_customer_fkey on orders, constraint customers_pkey on customers"),
        ("customers", "code", "constraint orders_code_fkey on orders"),
        ("orders", "price", "column orders.doubled"),
        ("orders", "room", "constraint orders_room_excl on orders"),
        ("orders", "customer", "constraint later on orders"),
    ],
)
def test_what_cannot_be_on_two_columns_is_named_at_once(
    tracked_database: str, table: str, column: str, named: str
) -> None:
    run(tracked_database, KEYS)
    answers = {"table": table, "column": column, "type": "bigint"}
    with pytest.raises(BadInput, match="has what cannot be on two columns") as caught:
        written(tracked_database, "change-type", answers)
    assert caught.value.what.endswith(f": {named}")
    is_generated = column == "price"  # PostgreSQL refuses that in one step too
    assert ("--now" in caught.value.hint) is not is_generated
    if not is_generated:
        apply(tracked_database, "change-type", {**answers, "now": True})


INDEXED = """
CREATE TABLE "My Notes" (id int PRIMARY KEY, size int CONSTRAINT ck_size CHECK (size > 0));
CREATE INDEX large ON "My Notes" (id DESC) WHERE size > 10 AND id <> 7;
CREATE UNIQUE INDEX one ON "My Notes" (size) INCLUDE (id);
CREATE INDEX plain ON "My Notes" (size);
"""


def test_what_is_not_taken_over_is_said_with_the_commands_that_do_it(tracked_database: str) -> None:
    run(tracked_database, INDEXED)
    answers = {"table": '"My Notes"', "column": "size", "type": "bigint"}
    said = notes(tracked_database, "change-type", answers)
    assert "On both columns at once: ck_size." in said
    commands = [shlex.split(each.partition(";")[0]) for each in said.split("new-migration create-index ")[1:]]
    assert commands == [
        ['"My Notes"', 'new_large ON "My Notes" (id DESC) WHERE new_size > 10 AND id <> 7'],
        ['"My Notes"', 'new_one ON "My Notes" (new_size) INCLUDE (id)', "--unique"],
    ]
    apply(tracked_database, "change-type", answers)
    contract = {**answers, "phase": "contract"}
    with pytest.raises(ServerRefused, match=r"what is on size of .* and would stay on it: index one"):
        apply(tracked_database, "change-type", contract, number=10)
    for number, (table, index, *unique) in enumerate(commands, start=5):
        apply(
            tracked_database,
            "create-index",
            {"table": table, "indexes": [index], "unique": bool(unique)},
            number=number,
        )
    apply(tracked_database, "change-type", contract, number=10)


LOGGED = """
CREATE TABLE notes (id int PRIMARY KEY, name text);
CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER log AFTER UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION log();
"""


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("rename-column", {"table": "notes", "column": "name", "new_name": "title"}),
        ("change-type", {"table": "notes", "column": "name", "type": "varchar(9)"}),
    ],
)
def test_what_triggers_write_elsewhere_is_said_to_stay(
    tracked_database: str, kind: str, answers: dict[str, Any]
) -> None:
    run(tracked_database, LOGGED)
    for phase, number in (("expand", 1), ("contract", 5)):
        phased = {**answers, "phase": phase}
        assert "has rows too many after rollback" in notes(tracked_database, kind, phased)
        apply(tracked_database, kind, phased, number=number)


def test_without_triggers_nothing_is_said_of_them(tracked_database: str) -> None:
    run(tracked_database, "CREATE TABLE notes (id int PRIMARY KEY, name text)")
    answers = {"table": "notes", "column": "name", "new_name": "title"}
    apply(tracked_database, "rename-column", answers)
    assert "Triggers of notes" not in notes(tracked_database, "rename-column", {**answers, "phase": "contract"})


def test_a_check_that_does_not_fit_the_type_is_found_at_once(tracked_database: str) -> None:
    run(tracked_database, "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (id int PRIMARY KEY, m text CHECK (m = 'a'))")
    with pytest.raises(ServerRefused, match="operator does not exist: mood = text"):
        apply(tracked_database, "change-type", {"table": "t", "column": "m", "type": "mood"})


PARTS_WITH_KEY = (
    PARTS
    + """
CREATE TABLE known (price numeric(10,2) PRIMARY KEY);
INSERT INTO known VALUES (1), (2);
ALTER TABLE parts ADD CONSTRAINT fk_price FOREIGN KEY (price) REFERENCES known;
ALTER TABLE parts ADD CONSTRAINT ck_price CHECK (price > 0);
INSERT INTO parts VALUES (1, 'a', 1), (2, 'b', NULL);
"""
)


def test_a_partitioned_table_takes_its_foreign_key_over_offline(tracked_database: str) -> None:
    run(tracked_database, PARTS_WITH_KEY)
    answers = {"table": "parts", "column": "price", "type": "numeric(9,1)"}
    with pytest.raises(BadInput, match="parts is partitioned: no foreign key"):
        written(tracked_database, "change-type", {**answers, "copy_indexes": False})
    with connect(tracked_database) as session:
        apply(tracked_database, "change-type", answers, online=False)
        before = snapshot(session)
        contract = {**answers, "phase": "contract"}
        (made,) = written(tracked_database, "change-type", contract, number=2, online=False)
        run(tracked_database, made.texts["forward"])
        with pytest.raises(ServerRefused, match="fk_price"):
            execute(session, "UPDATE parts SET price = 3")
        run(tracked_database, made.texts["rollback"])
        assert [str(each) for each in difference(before, snapshot(session))] == []


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


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("rename-column", {"table": "notes", "column": "name", "new_name": "title"}),
        ("change-type", {"table": "notes", "column": "name", "type": "int", "using": "length(name)"}),
    ],
)
def test_the_rollback_of_the_copy_empties_the_column_and_says_so(
    tracked_database: str, kind: str, answers: dict[str, Any]
) -> None:
    """As it declares: where this migration is proven alone, generated rows are of that sort."""
    run(tracked_database, "CREATE TABLE notes (id int PRIMARY KEY, name text)")
    _, copy = made = written(tracked_database, kind, answers)
    run(tracked_database, made[0].texts["forward"] + "INSERT INTO notes VALUES (1, 'a');")
    run(tracked_database, copy.texts["forward"])
    run(tracked_database, copy.texts["rollback"])
    with connect(tracked_database) as session:
        assert query(session, "SELECT * FROM notes") == [(1, "a", None)]
    assert "-- Data lost: what " in copy.texts["rollback"]


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
