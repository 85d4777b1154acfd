"""Which changes of a type need no rewrite: the table in the notes on PostgreSQL, and what the server says itself."""

from __future__ import annotations

import pytest

from new_migration.authoring.definitions import sql_type
from new_migration.authoring.expressions import expression
from new_migration.authoring.type_changes import changes_in_place, default_in, is_same_type
from new_migration.authoring.values import Identifier
from new_migration.postgres.database import connect, execute
from new_migration.postgres.scratch import Server

IN_PLACE = [
    ("varchar(50)", "varchar(100)"),
    ("varchar(50)", "character varying(50)"),
    ("varchar(50)", "varchar"),
    ("varchar(50)", "text"),
    ("varchar", "text"),
    ("text", "varchar"),
    ("numeric(10,2)", "numeric(12,2)"),
    ("numeric(10,2)", "numeric"),
    ("numeric(10)", "decimal(12,0)"),
    ("timestamp(3)", "timestamp"),
    ("timestamp(3)", "timestamp(6)"),
    ("timestamptz(3)", "timestamp with time zone"),
    ("time(3)", "time"),
    ("interval(3)", "interval"),
    ("interval(3)", "interval(4)"),
    ("cidr", "inet"),
    ("bit(8)", "varbit"),
    ("varbit(8)", "varbit(16)"),
    ("int", "int4"),
    ("int[]", "int[]"),
]
REWRITTEN = [
    ("varchar(50)", "varchar(20)"),
    ("varchar", "varchar(20)"),
    ("text", "varchar(50)"),
    ("varchar(50)", "char(50)"),
    ("char(10)", "char(20)"),
    ("char(10)", "text"),
    ("numeric(10,2)", "numeric(12,4)"),
    ("numeric(12,2)", "numeric(10,2)"),
    ("numeric", "numeric(20,2)"),
    ("timestamp", "timestamp(3)"),
    ("interval", "interval(3)"),
    ("varbit(16)", "varbit(8)"),
    ("int", "bigint"),
    ("smallint", "int"),
    ("real", "double precision"),
    ("int[]", "bigint[]"),
    ("date", "timestamp"),
    ("jsonb", "json"),
]


@pytest.mark.parametrize(("old", "new", "expected"), [(*p, True) for p in IN_PLACE] + [(*p, False) for p in REWRITTEN])
def test_it_says_what_the_server_does(old: str, new: str, expected: bool, server: Server) -> None:
    assert changes_in_place(sql_type(old, name="type"), sql_type(new, name="type")) is expected
    with server.database() as conninfo, connect(conninfo) as connection:
        execute(connection, f"CREATE TABLE t (c {old})")
        before = execute(connection, "SELECT pg_relation_filenode('t')")
        execute(connection, f"ALTER TABLE t ALTER COLUMN c TYPE {new}")
        assert (execute(connection, "SELECT pg_relation_filenode('t')") == before) is expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("geometry(Point)", "geometry(Point)", True),
        ("geometry(Point)", "geometry(Polygon)", False),
        ("app.varchar(3)", "app.varchar(4)", False),
        ("app.mood", "app.mood", True),
        ("mood", "app.mood", False),
        ("interval day", "interval", False),
        ("varchar(5)[]", "varchar(6)[]", False),
    ],
)  # fmt: skip
def test_what_it_does_not_know_counts_as_a_rewrite(old: str, new: str, expected: bool) -> None:
    assert changes_in_place(sql_type(old, name="type"), sql_type(new, name="type")) is expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("timestamptz", "timestamp with time zone", True),
        ("int", "integer", True),
        ("varchar(5)", "character varying(5)", True),
        ("decimal(5)", "numeric(5)", True),
        ("timestamp", "timestamptz", False),
        ("varchar(5)", "varchar(6)", False),
        ("int", "int[]", False),
        ("public.int", "int", False),
        ("geometry(Point)", "geometry(Line)", False),
        ("geometry(Point)", "geometry(Point)", True),
    ],
)
def test_two_spellings_of_one_type(one: str, other: str, same: bool) -> None:
    assert is_same_type(sql_type(one, name="one"), sql_type(other, name="other")) is same


@pytest.mark.parametrize(
    ("old", "new", "default", "using", "expected"),
    [
        ("text", "st", "'new'::text", "", "'new'::st"),
        ("character varying(9)", "st", "NULL::character varying", "", "NULL::st"),
        ("text", "st", "lower('NEW'::text)", "", "(lower('NEW'::text))::st"),
        ("text", "integer", "('1'::text || '2'::text)", "", "(('1'::text || '2'::text))::integer"),
        ("boolean", "integer", "true", "", "true::integer"),
        ("timestamp", "text", "'2026-11-22 00:00:00'::timestamp without time zone", "",
         "('2026-11-22 00:00:00'::timestamp without TIME ZONE)::text"),
        ("integer", "bigint", "nextval('s'::regclass)", "", "nextval('s'::regclass)"),
        ("numeric(10,2)", "integer", "0.5", "", "0.5"),
        ("cidr", "inet", "'::/0'::cidr", "", "'::/0'::cidr"),
        ("boolean", "integer", "true", "CASE WHEN b THEN 7 ELSE 0 END", "CASE WHEN true THEN 7 ELSE 0 END"),
        ("integer", "bigint", "1 + 1", "b * 100 + length('b')", "(1 + 1) * 100 + length('b')"),
    ],
)  # fmt: skip
def test_the_default_becomes_another_as_the_values_do(
    old: str, new: str, default: str, using: str, expected: str
) -> None:
    read = sql_type(old, name="old"), sql_type(new, name="new"), Identifier(raw="b")
    made = default_in(expression(default, name="default"), *read, expression(using, name="using") if using else None)
    assert made == expected
