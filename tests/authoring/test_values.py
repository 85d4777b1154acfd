"""Values print correct SQL; names made from other names fit, and no two are the same by accident."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from new_migration.authoring.constraints import table_constraint
from new_migration.authoring.definitions import column
from new_migration.authoring.expressions import assignments, expression, table
from new_migration.authoring.fields import duration
from new_migration.authoring.index_definitions import index
from new_migration.authoring.indexes import distinct, index_on
from new_migration.authoring.tables import Column, Constraint, completed, implied_indexes, named, unique_constraints
from new_migration.authoring.values import Identifier, Literal, derived_name, renamed, repeatable

T = table("t", name="--x")


def columns(*texts: str) -> tuple[Column | Constraint, ...]:
    return tuple(column(text, name="--x") for text in texts)


@pytest.mark.parametrize(
    ("text", "sql"),
    [("it's", "'it''s'"), ("a\\b", "E'a\\\\b'"), ("'; DROP TABLE x; --", "'''; DROP TABLE x; --'"), ("", "''")],
)
def test_literal(text: str, sql: str) -> None:
    assert str(Literal(raw=text)) == sql


def test_a_name_beside_a_table_is_in_its_schema() -> None:
    assert str(table("app.t", name="--x").beside(Identifier(raw="A"))) == 'app."A"'
    assert str(T.beside(Identifier(raw="a"))) == "a"


def test_a_table_in_another_schema_keeps_its_name() -> None:
    assert str(table("app.t", name="--x").in_schema(Identifier(raw="A"))) == '"A".t'
    assert str(T.in_schema(Identifier(raw="app"))) == "app.t"


def test_one_name_in_the_place_of_another() -> None:
    one, two, new = (Identifier(raw=name) for name in ("one", "two", "new"))
    assert renamed([one, two, one], one, new) == (new, two, new)


def test_duration() -> None:
    found = duration("2s", name="--x")
    assert (str(found), found.seconds) == ("'2s'", 2)


@pytest.mark.parametrize(("text", "stored"), [("a SERIAL", "integer"), ("a bigserial", "bigint"), ("a int", "int")])
def test_the_type_that_the_catalog_has(text: str, stored: str) -> None:
    assert column(text, name="--x").type.stored == stored


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("a int", {"lacks_nullability"}),
        ("a int null", set()),
        ("a int not null", {"is_required"}),
        ("a int primary key", {"is_required", "builds"}),
        ("a serial", {"is_required", "is_filled", "rewrites", "is_serial"}),
        ("a int generated always as identity", {"is_required", "is_filled", "rewrites"}),
        ("a int generated always as (1) stored", {"is_filled", "rewrites"}),
        ("a int generated always as (1) virtual", {"is_filled"}),
        ("a int not null default 0", {"is_required", "is_filled"}),
        ("a int null default null", set()),
        ("a uuid not null default gen_random_uuid()", {"is_required", "is_filled", "rewrites"}),
        ("a timestamptz not null default now()", {"is_required", "is_filled"}),
        ("a int null check (a > 0)", {"builds"}),
        ("a int null unique", {"builds"}),
        ("a int null references b", {"lacks_on_delete"}),
        ("a int null default 1 references b on delete cascade", {"is_filled", "builds"}),
    ],
)
def test_what_a_column_says_of_itself(text: str, facts: set[str]) -> None:
    found = column(text, name="--x")
    names = ("is_required", "is_filled", "is_serial", "rewrites", "builds", "lacks_nullability", "lacks_on_delete")
    assert {name for name in names if getattr(found, name)} == facts


def test_what_is_left_open_is_completed_and_nothing_else() -> None:
    items = (
        *columns("a int", "b int not null", "c int null references d"),
        table_constraint("check (a > 0)", name="--x"),
    )
    found = completed(items, nullable=False, on_delete="set null")
    assert [str(item) for item in found] == [
        "a int NOT NULL",
        "b int NOT NULL",
        "c int NULL REFERENCES d ON DELETE SET NULL",
        "CHECK (a > 0)",
    ]
    assert completed(items) == items


def test_a_column_that_is_populated_later_is_added_nullable_and_without_its_default() -> None:
    found = column("a text COLLATE \"C\" NOT NULL DEFAULT 'x' CHECK (a <> '')", name="--x")
    assert str(found.to_populate) == "a text COLLATE \"C\" CHECK (a <> '')"
    assert str(found.assigned(expression("lower(b)", name="--x"))) == "a = lower(b)"


def test_every_constraint_gets_a_name_of_its_own() -> None:
    items = (
        *columns(
            "a int primary key check (a > 0) check (a < 9)", "b int unique references c", "a_2 int check (a_2 > 0)"
        ),
        *(table_constraint(text, name="--x") for text in ("check (a > b)", "unique (a, b)", "exclude (a with =)")),
        *unique_constraints([[Identifier(raw="a"), Identifier(raw="b")]]),
        table_constraint("constraint ck_t_a check (b > 0)", name="--x"),
        table_constraint("constraint uq_t_a_b unique (b)", name="--x"),
    )
    found = [str(item) for item in named(items, T)]
    assert found == [
        "a int CONSTRAINT pk_t PRIMARY KEY CONSTRAINT ck_t_a_2 CHECK (a > 0) CONSTRAINT ck_t_a_3 CHECK (a < 9)",
        "b int CONSTRAINT uq_t_b UNIQUE CONSTRAINT fk_t_b REFERENCES c",
        "a_2 int CONSTRAINT ck_t_a_2_2 CHECK (a_2 > 0)",
        "CONSTRAINT ck_t_a_b CHECK (a > b)",
        "CONSTRAINT uq_t_a_b_2 UNIQUE (a, b)",
        "CONSTRAINT ex_t EXCLUDE (a WITH =)",
        "CONSTRAINT uq_t_a_b_3 UNIQUE (a, b)",
        "CONSTRAINT ck_t_a CHECK (b > 0)",
        "CONSTRAINT uq_t_a_b UNIQUE (b)",
    ]


def test_foreign_keys_get_an_index_unless_another_serves() -> None:
    items = columns(
        "a int primary key references x", "b int references x", "c int unique references x", "d int references x"
    )
    given = (index("d desc, a", name="--x"), index("b, a where_ops", name="--x"))
    indexes = implied_indexes(items, T, given[:1])
    assert [str(each.name) for each in indexes] == ["idx_t_d_a", "idx_t_b"]


def test_a_partial_index_serves_no_foreign_key() -> None:
    partial = index("i on t (a) where a > 0", name="--x")
    assert [str(each.name) for each in implied_indexes(columns("a int references x"), T, [partial])] == ["i", "idx_t_a"]


def test_indexes_of_one_table_have_names_of_their_own() -> None:
    same = [index(text, name="--x").within(T) for text in ("a", "a desc", "a text_ops", "b")]
    assert [str(each.name) for each in distinct(same)] == ["idx_t_a", "idx_t_a_2", "idx_t_a_3", "idx_t_b"]


def test_an_index_on_columns_can_have_a_name_and_options() -> None:
    a = Identifier(raw="a")
    assert str(index_on([a], T).name) == "idx_t_a"
    found = index_on([a], T, name=Identifier(raw="x"), unique=True, include=(Identifier(raw="b"),))
    assert (str(found.name), found.unique, found.clauses) == ("x", True, ("ON t (a)", "INCLUDE (b)"))


def test_an_index_is_named_by_what_it_stands_on() -> None:
    found = index('lower(a), (b || c) desc, "D"', name="--x").within(T)
    assert str(found.name) == '"idx_t_lower_a_b_c_D"'
    assert str(index("(1)", name="--x").within(T).name) == "idx_t_expression"


@pytest.mark.parametrize(
    ("text", "repeated"),
    [
        ("a = 1, b = c", ["a", "b"]),
        ("a = a + 1, b = 1", ["b"]),
        ("a = b, b = a", []),
        ("a = random()", []),
        ("a = current_timestamp", []),
        ("a = (select 1)", []),
    ],
)
def test_what_can_be_seen_to_be_done(text: str, repeated: list[str]) -> None:
    assert [str(one.column) for one in repeatable(assignments(text, name="--x"))] == repeated


@pytest.mark.parametrize(
    ("text", "plain", "stable"),
    [("1", True, True), ("now()", False, True), ("random()", False, False), ("current_date", False, True)],
)
def test_what_a_default_costs(text: str, plain: bool, stable: bool) -> None:
    found = expression(text, name="--x")
    assert (found.is_plain, found.is_stable) == (plain, stable)


def test_a_short_name_is_put_together() -> None:
    assert derived_name("idx", Identifier(raw="Order"), "a b").raw == "idx_Order_a b"
    assert derived_name("idx", "x" * 59).raw == "idx_" + "x" * 59


@pytest.mark.parametrize("letter", ["x", "é", "日", "😀"])
def test_a_long_name_is_cut_between_characters(letter: str) -> None:
    found = derived_name("idx", letter * 60).raw
    assert 59 < len(found.encode()) <= 63
    assert found.startswith("idx_" + letter * 10)
    assert found.encode().decode() == found


_PARTS = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40), min_size=1, max_size=4
)


@given(first=_PARTS, second=_PARTS)
def test_names_fit_and_do_not_collide(first: list[str], second: list[str]) -> None:
    one, two = derived_name("idx", *first).raw, derived_name("idx", *second).raw
    assert len(one.encode()) <= 63
    assert (one == two) == ("_".join(first) == "_".join(second))
