"""A snapshot sees every change of a schema and nothing else, on real servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from new_migration.postgres.database import Connection, connect, execute
from new_migration.postgres.scratch import Server
from new_migration.postgres.scripts import run_script
from new_migration.postgres.snapshot import Difference, Snapshot, canonical, difference, rows, snapshot

HERE = Path(__file__).parent


def lines(name: str) -> list[str]:
    """The tries of a data file, one a line."""
    return [line for line in (HERE / name).read_text().splitlines() if not line.startswith("--")]


# What came with PostgreSQL 15, and what 14 has instead.
IN_14 = {
    " NULLS NOT DISTINCT": "",
    " (id, a) WHERE (a > 1), TABLE parent": ", parent",
    " FOR TABLES IN SCHEMA other": "",
    " SET TABLE app.t (id) WHERE (a > 1), app.parent": " SET TABLE app.parent",
    " DROP TABLES IN SCHEMA other": " ADD TABLE app.parent",
}


def known_to(connection: Connection, sql: str) -> str:
    """``sql`` as the server can read it."""
    if connection.info.server_version < 150000:
        for newer, older in IN_14.items():
            sql = sql.replace(newer, older)
    return sql


@pytest.fixture(scope="module")
def kitchen(server: Server) -> Iterator[tuple[Connection, Snapshot]]:
    """A connection to a database with one of everything, and its snapshot."""
    with server.database() as conninfo, connect(conninfo) as connection:
        run_script(connection, known_to(connection, (HERE / "kitchen.sql").read_text()), name="kitchen.sql")
        yield connection, snapshot(connection)


def changed(connection: Connection, before: Snapshot, sql: str) -> tuple[Difference, ...]:
    """What ``sql`` changes, seen from within a transaction that is then undone."""
    execute(connection, "BEGIN")
    try:
        execute(connection, known_to(connection, sql).replace("{database}", connection.info.dbname))
        return difference(before, snapshot(connection))
    finally:
        execute(connection, "ROLLBACK")


@pytest.mark.parametrize("sql", lines("mutations.sql"))
def test_sees_every_change(kitchen: tuple[Connection, Snapshot], sql: str) -> None:
    assert changed(*kitchen, sql)


@pytest.mark.parametrize("sql", lines("noops.sql"))
def test_does_not_see_what_is_no_change(kitchen: tuple[Connection, Snapshot], sql: str) -> None:
    assert changed(*kitchen, sql) == ()


@pytest.fixture(scope="module")
def kitchen_18(server_18: Server) -> Iterator[tuple[Connection, Snapshot]]:
    """As ``kitchen``, on PostgreSQL 18 alone."""
    with server_18.database() as conninfo, connect(conninfo) as connection:
        run_script(connection, (HERE / "kitchen.sql").read_text(), name="kitchen.sql")
        yield connection, snapshot(connection)


@pytest.mark.parametrize("sql", lines("mutations-18.sql"))
def test_sees_every_change_that_came_with_18(kitchen_18: tuple[Connection, Snapshot], sql: str) -> None:
    assert changed(*kitchen_18, sql)


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("ALTER TABLE app.t ALTER a DROP DEFAULT", ["column app.t.a: DEFAULT 7 before, none after"]),
        ("ALTER TABLE app.t ALTER c SET DEFAULT 'q'", ["column app.t.c: none before, DEFAULT 'q'::text after"]),
        ("ALTER TABLE app.part_free ALTER id TYPE int", ["column app.part_free.id: bigint before, integer after"]),
        (
            "DROP INDEX app.mv1_a",
            ["index app.mv1_a: missing afterwards (before: CREATE UNIQUE INDEX mv1_a ON app.mv1 USING btree (a))"],
        ),
        ("CREATE TABLE app.new (id int PRIMARY KEY)", ["table app.new: not there before (afterwards: OWNER postgres)"]),
        ("ALTER TABLE app.ser DROP v", ["column app.ser.v: missing afterwards (before: text)"]),
        (
            "ALTER TYPE app.mood ADD VALUE 'meh'",
            ["type app.mood: ENUM ('sad', 'ok', 'happy') before, ENUM ('sad', 'ok', 'happy', 'meh') after"],
        ),
        (
            "ALTER TABLE app.part_free DROP k; ALTER TABLE app.part_free ADD k int NOT NULL",
            ["column order app.part_free: id, k, v before, id, v, k after"],
        ),
        ("CREATE OR REPLACE FUNCTION app.evf() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END'", None),
    ],
)
def test_tells_a_change_in_words(kitchen: tuple[Connection, Snapshot], sql: str, told: list[str] | None) -> None:
    found = [str(each) for each in changed(*kitchen, sql) if not each.identity.startswith("relation app.new")]
    if told is None:
        (text,) = found
        assert text.startswith("function app.evf(): ")
    else:
        assert found == told


def test_tells_a_long_change_in_short(kitchen: tuple[Connection, Snapshot]) -> None:
    (found,) = changed(*kitchen, f"COMMENT ON TABLE app.t IS '{'long ' * 1000}'")
    assert len(str(found)) < 700


def test_only_the_order_of_columns_is_soft(kitchen: tuple[Connection, Snapshot]) -> None:
    moved = changed(*kitchen, "ALTER TABLE app.part_free DROP id; ALTER TABLE app.part_free ADD id bigint")
    assert [(each.kind, each.soft) for each in moved] == [("column order", True)]
    appended = changed(*kitchen, "ALTER TABLE app.part_free ADD z int")
    assert [(each.kind, each.soft) for each in appended] == [("column", False)]


@pytest.mark.parametrize(
    ("name", "soft"),
    [("t_a_not_null1", True), ('"T_not_null"', True), ("a_is_needed", False)],
)
def test_a_generated_name_of_not_null_is_soft(kitchen_18: tuple[Connection, Snapshot], name: str, soft: bool) -> None:
    (found,) = changed(*kitchen_18, f"ALTER TABLE app.t RENAME CONSTRAINT t_a_not_null TO {name}")
    assert (found.kind, found.identity, found.soft) == ("not-null constraint", "app.t.a", soft)


def test_a_lost_not_null_is_told_once(kitchen: tuple[Connection, Snapshot]) -> None:
    assert [str(each) for each in changed(*kitchen, "ALTER TABLE app.t ALTER a DROP NOT NULL")] == [
        "column app.t.a: NOT NULL before, none after"
    ]


@pytest.mark.parametrize(
    "condition",
    [
        "b IN ('x', 'y')",
        "b IN ('it''s', NULL)",
        "b NOT IN ('q', 'r')",
        "CASE WHEN a > 1 THEN b IN ('p', 'q') ELSE true END",
        "c IN ('x', 'y')",
        "b = ANY (ARRAY['p', 'q'])",
        "b::text = ANY (ARRAY['p'::text, 'q'::text])",
        "a IN (1, 2, 3)",
        "d IN (1, 2.5)",
        "b LIKE 'a%'",
        "c::varchar(3) = 'abc'",
        "ts > '2020-01-01'::timestamptz - interval '1 day'",
    ],
)
def test_a_definition_put_back_as_printed_is_no_change(kitchen: tuple[Connection, Snapshot], condition: str) -> None:
    connection, _ = kitchen
    execute(connection, "BEGIN")
    try:
        execute(connection, f"ALTER TABLE app.t ADD CONSTRAINT k CHECK ({condition}) NOT VALID")
        before = snapshot(connection)
        (printed,) = (
            connection.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'k'").fetchone()
            or ()
        )
        execute(connection, f"ALTER TABLE app.t DROP CONSTRAINT k; ALTER TABLE app.t ADD CONSTRAINT k {printed}")
        assert difference(before, snapshot(connection)) == ()
    finally:
        execute(connection, "ROLLBACK")


def test_the_text_of_a_function_is_not_made_canonical(kitchen: tuple[Connection, Snapshot]) -> None:
    one = "(ARRAY[''a''::character varying])::text[]"
    body = "CREATE OR REPLACE FUNCTION app.f() RETURNS text LANGUAGE sql AS 'SELECT $x${}$x$'"
    connection, _ = kitchen
    execute(connection, body.format(one))
    try:
        other = canonical(one.replace("''", "'")).replace("'", "''")
        assert other != one
        assert changed(connection, snapshot(connection), body.format(other))
    finally:
        execute(connection, "DROP FUNCTION app.f()")


def test_a_dot_in_a_name_makes_no_two_objects_one(kitchen: tuple[Connection, Snapshot]) -> None:
    found = changed(*kitchen, 'CREATE TABLE app."a.b" (c int); CREATE TABLE app.a ("b.c" int)')
    assert {'app."a.b"', "app.a"} == {each.identity for each in found if each.kind == "table"}


def test_snapshots_of_two_databases_are_equal(server: Server) -> None:
    with server.database() as one, server.database() as other, connect(one) as first, connect(other) as second:
        assert snapshot(first) == snapshot(second)


def test_the_session_is_left_as_it_was(kitchen: tuple[Connection, Snapshot]) -> None:
    connection, before = kitchen
    execute(connection, "SET search_path = app; SET TimeZone = 'Asia/Tokyo'; SET statement_timeout = '1h'")
    try:
        assert snapshot(connection) == before
        shown = connection.execute(
            "SELECT current_schema, current_setting('TimeZone'), current_setting('statement_timeout')"
        )
        assert shown.fetchone() == ("app", "Asia/Tokyo", "1h")
    finally:
        execute(connection, "RESET ALL")


def test_rows_do_not_depend_on_the_order_of_rows_or_columns(server: Server) -> None:
    with server.database() as conninfo, connect(conninfo) as connection:
        execute(connection, "CREATE TABLE a (x int, y text); INSERT INTO a VALUES (1, 'one'), (2, NULL)")
        execute(connection, 'CREATE SCHEMA "S"; CREATE TABLE "S"."order" (y text, x int)')
        execute(connection, """INSERT INTO "S"."order" VALUES (NULL, 2), ('one', 1)""")
        found = rows(connection)
        assert found["public.a"] == found['"S"."order"']
        assert found["public.a"].count == 2


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE t SET y = 'two' WHERE x = 1",
        "DELETE FROM t WHERE x = 1",
        "INSERT INTO t VALUES (3, NULL)",
        "UPDATE t SET y = '' WHERE y IS NULL",
        "UPDATE t SET x = 3 - x",
    ],
)
def test_rows_sees_every_change_of_content(server: Server, sql: str) -> None:
    with server.database() as conninfo, connect(conninfo) as connection:
        execute(connection, "CREATE TABLE t (x int, y text); INSERT INTO t VALUES (1, 'one'), (2, NULL)")
        before = rows(connection)
        execute(connection, sql)
        assert rows(connection) != before


def test_rows_of_many_tables_of_all_sorts(server: Server) -> None:
    with server.database() as conninfo, connect(conninfo) as connection:
        execute(
            connection,
            "DO $$ BEGIN FOR i IN 1..450 LOOP EXECUTE format('CREATE TABLE t%s (a int)', i); END LOOP; END $$",
        )
        execute(connection, "CREATE TABLE nothing (); INSERT INTO nothing DEFAULT VALUES")
        execute(
            connection, "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)"
        )
        execute(connection, "INSERT INTO p VALUES (1); CREATE VIEW v AS SELECT 1; CREATE TEMP TABLE hidden (a int)")
        found = rows(connection)
        assert len(found) == 452
        assert found["public.nothing"].count == found["public.p1"].count == 1
