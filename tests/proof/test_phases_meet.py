"""A change in phases that meets another, or what was made between its phases; and what has another type afterwards."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.proof.test_phases_refuse import apply, notes, run, written

from new_migration.deploy.failure import MigrationFailed
from new_migration.errors import BadInput, MigrationError, Place, ServerRefused
from new_migration.postgres import sql
from new_migration.postgres.database import connect, execute, query
from new_migration.postgres.snapshot import difference, snapshot

ORDERS = """
CREATE TYPE st AS ENUM ('new', 'old');
CREATE TABLE orders (id int PRIMARY KEY, n integer NOT NULL, state text NOT NULL DEFAULT 'new');
INSERT INTO orders VALUES (1, 1);
"""
STATE = {"table": "orders", "column": "state", "type": "st"}
SIZE = {"table": "orders", "column": "n", "type": "bigint"}
RENAMED = {"table": "orders", "column": "n", "new_name": "m"}
CONTRACT = {"phase": "contract"}
BOTH = "SELECT * FROM orders"


def inserted(conninfo: str) -> Any:
    with connect(conninfo) as session:
        execute(session, "INSERT INTO orders (id, n) VALUES (2, 2)")
        made = query(session, "SELECT state::text, pg_typeof(state)::text FROM orders WHERE id = 2")
        execute(session, "DELETE FROM orders WHERE id = 2")
    return made


@pytest.mark.parametrize(
    ("before", "answers", "online"),
    [([], {"now": True}, True), ([{}], CONTRACT, True), ([{}], CONTRACT, False)],
)
def test_a_default_gets_the_other_type(
    tracked_database: str, before: list[dict[str, Any]], answers: dict[str, Any], *, online: bool
) -> None:
    run(tracked_database, ORDERS)
    for each in before:
        apply(tracked_database, "change-type", STATE | each, online=online)
    with connect(tracked_database) as session:
        start = snapshot(session)
        (made,) = written(tracked_database, "change-type", STATE | answers, number=5, online=online)
        run(tracked_database, made.texts["forward"])
        assert inserted(tracked_database) == [("new", "st")]
        run(tracked_database, made.texts["rollback"])
        assert inserted(tracked_database) == [("new", "text")]
        changed = [str(each) for each in difference(start, snapshot(session))]
    assert [each for each in changed if not each.startswith("column order")] == []


def test_what_computes_with_the_old_type_is_named_at_once(tracked_database: str) -> None:
    run(tracked_database, ORDERS)
    run(tracked_database, "CREATE VIEW plain AS SELECT state FROM orders ORDER BY state;")
    run(tracked_database, "CREATE VIEW fresh AS SELECT id FROM orders WHERE state = 'new';")
    with pytest.raises(BadInput, match=r"view fresh would not be the same with state of type st") as caught:
        written(tracked_database, "change-type", STATE)
    assert "plain" not in str(caught.value)
    written(tracked_database, "change-type", STATE | {"type": "varchar(20)"})
    run(tracked_database, "DROP VIEW fresh;")
    apply(tracked_database, "change-type", STATE)
    apply(tracked_database, "change-type", STATE | CONTRACT, number=5)


@pytest.mark.parametrize(
    ("kind", "answers", "message"),
    [
        ("change-type", SIZE, "view whole has both n and new_n"),
        ("rename-column", RENAMED, "view whole has m, the copy that is dropped"),
    ],
)
def test_a_view_of_both_columns_is_named_before_the_contract_phase(
    tracked_database: str, kind: str, answers: dict[str, Any], message: str
) -> None:
    run(tracked_database, ORDERS + f"CREATE VIEW one AS {BOTH};")
    apply(tracked_database, kind, answers)
    run(tracked_database, f"CREATE VIEW whole AS {BOTH};")
    with pytest.raises(BadInput, match=message):
        written(tracked_database, kind, answers | CONTRACT, number=5)
    run(tracked_database, "DROP VIEW whole;")
    apply(tracked_database, kind, answers | CONTRACT, number=5)


OTHERS: list[tuple[str, dict[str, Any]]] = [
    ("rename-column", {"new_name": "o"}),
    ("rename-column", {"new_name": "o", "now": True}),
    ("change-type", {"type": "numeric", "new_name": "o"}),
    ("change-type", {"type": "numeric", "now": True}),
    ("drop-column", {}),
    ("drop-column", {"now": True}),
]


@pytest.mark.parametrize(
    ("kind", "answers", "new", "finish"),
    [
        ("change-type", SIZE, "new_n", "change-type orders n bigint"),
        ("change-type", SIZE | {"new_name": '"n 2"'}, '"n 2"', "change-type orders n bigint --new-name '\"n 2\"'"),
        ("rename-column", RENAMED, "m", "rename-column orders n m"),
    ],
)
def test_a_second_change_waits_for_the_first(
    tracked_database: str, kind: str, answers: dict[str, Any], *, new: str, finish: str
) -> None:
    run(tracked_database, ORDERS)
    apply(tracked_database, kind, answers)
    for column in ("n", new):
        for other, others in OTHERS:
            with pytest.raises(BadInput, match=f"{column} and .* kept together by a trigger") as caught:
                written(tracked_database, other, {"table": "orders", "column": column} | others, number=5)
            assert f"finish it first: new-migration {finish} --phase contract; " in caught.value.hint
    with pytest.raises(BadInput, match=r"has a column .* already"):
        written(tracked_database, kind, answers, number=5)
    with pytest.raises(BadInput, match=r"n and .* kept together by a trigger"):
        written(tracked_database, "rename-table", {"table": "orders", "new_name": "o"}, number=5)
    apply(tracked_database, kind, answers | CONTRACT, number=5)
    column = "m" if kind == "rename-column" else "n"
    apply(tracked_database, "change-type", {"table": "orders", "column": column, "type": "numeric"}, number=9)


KEYS = """
CREATE TABLE customers (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);
CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers);
"""


def test_the_cost_of_one_step_is_said_where_there_is_no_other_way(tracked_database: str) -> None:
    run(tracked_database, KEYS)
    answers = {"table": "customers", "column": "id", "type": "bigint"}
    with pytest.raises(BadInput) as caught:
        written(tracked_database, "change-type", answers)
    assert "ACCESS EXCLUSIVE on customers" in caught.value.hint
    assert caught.value.hint.endswith("keeps its type: orders (customer)")
    assert "Leave out --now" not in notes(tracked_database, "change-type", answers | {"now": True})
    named = {"table": "customers", "column": "name", "type": "varchar(9)", "now": True}
    assert "Leave out --now" in notes(tracked_database, "change-type", named)
    renamed = {"table": "customers", "new_name": "other", "now": True}
    assert "leave out --now" not in notes(tracked_database, "rename-column", renamed | {"column": "id"})
    assert "leave out --now" in notes(tracked_database, "rename-column", renamed | {"column": "name"})


@pytest.mark.parametrize(
    ("kind", "answers", "nothing"), [("change-type", SIZE, False), ("rename-column", RENAMED, True)]
)
def test_a_contract_phase_that_broke_off_is_given_up_as_it_says(
    tracked_database: str, kind: str, answers: dict[str, Any], *, nothing: bool
) -> None:
    """Whose rollback undoes only the whole of it, and says the same."""
    run(tracked_database, ORDERS)
    apply(tracked_database, kind, answers)
    (made,) = written(tracked_database, kind, answers | CONTRACT, number=5)
    forward = made.texts["forward"]
    with connect(tracked_database) as session:
        before = snapshot(session)
        for statement in sql.split(forward[: forward.index("\nBEGIN;")], name="forward"):
            execute(session, statement.text)
        assert (difference(before, snapshot(session)) == ()) is nothing
        failed = MigrationFailed(
            MigrationError("canceled", where=Place(name="005_x.sql", text=forward)),
            name="005_x", role="forward", is_undone=False, again="migration apply",
        )  # fmt: skip
        (advice,) = re.findall(r"or, to give it up: (.*)", str(failed))
        execute(session, f"INSERT INTO schema_migrations (migration_name) VALUES ('{made.migration.stem}')")
        with pytest.raises(ServerRefused, match="has changed no column yet") as caught:
            run(tracked_database, made.texts["rollback"])
        assert "give it up as its forward script says" in caught.value.hint
        if not nothing:
            execute(session, advice)
        assert difference(before, snapshot(session)) == ()
