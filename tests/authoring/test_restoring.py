"""What restores a constraint or an index is read from its statements, so that it can be brought back online."""

from __future__ import annotations

import pytest

from new_migration.authoring.expressions import statements
from new_migration.authoring.restoring import AddedConstraint, added_constraint, after_the_first, created_index


def added(definition: str) -> AddedConstraint:
    found = added_constraint(statements(f"ALTER TABLE app.t ADD CONSTRAINT x {definition}", name="--x"))
    assert found and (str(found.table), str(found.name)) == ("app.t", "x")
    return found


@pytest.mark.parametrize(
    ("definition", "kind", "online", "columns"),
    [
        ("CHECK (a > 0)", "CHECK", True, ""),
        ("CHECK (a > 0) NO INHERIT", "CHECK", True, ""),
        ("CHECK (a > 0) NOT VALID", "CHECK", False, ""),
        ("CHECK (a > 0) NOT ENFORCED", "CHECK", False, ""),
        ("NOT NULL a", "NOT NULL", True, "a"),
        ("UNIQUE (a, b)", "UNIQUE", True, "a b"),
        ("UNIQUE (a, b WITHOUT OVERLAPS)", "UNIQUE", False, "a b"),
        ("PRIMARY KEY (b)", "PRIMARY KEY", True, "b"),
        ("EXCLUDE USING gist (a WITH &&)", "EXCLUDE", False, ""),
        ("FOREIGN KEY (a) REFERENCES u (b) ON DELETE CASCADE", "FOREIGN KEY", True, "a"),
        ("FOREIGN KEY (a) REFERENCES u (b) NOT VALID", "FOREIGN KEY", False, "a"),
        ("FOREIGN KEY (a, PERIOD b) REFERENCES u (c, PERIOD d)", "FOREIGN KEY", False, "a b"),
    ],
)
def test_a_constraint_and_whether_it_comes_back_online(definition: str, kind: str, online: bool, columns: str) -> None:
    found = added(definition)
    assert (found.kind, found.can_be_added_online, [str(c) for c in found.columns]) == (kind, online, columns.split())


@pytest.mark.parametrize("condition", ["a > 0", "(a > 0)", "(a > (b + 1)) AND (c)", "a = ')'", "a IN (1, 2)"])
def test_the_condition_of_a_check(condition: str) -> None:
    assert str(added(f"CHECK ({condition}) NO INHERIT").condition) == condition


@pytest.mark.parametrize(
    ("definition", "clauses"),
    [
        ("check (a>0) no inherit", ["CHECK (a>0)", "NO INHERIT"]),
        ("NOT NULL a NO INHERIT", ["NOT NULL a", "NO INHERIT"]),
        ("FOREIGN KEY (a) REFERENCES data", ["FOREIGN KEY (a)", "REFERENCES data"]),
        (
            "FOREIGN KEY (a, b) REFERENCES p.u(c, d) MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL (a) DEFERRABLE",
            ["FOREIGN KEY (a, b)", "REFERENCES p.u (c, d)", "MATCH FULL", "ON DELETE SET NULL (a)",
             "ON UPDATE CASCADE DEFERRABLE"],
        ),
        ("UNIQUE (a)", []),
    ],
)  # fmt: skip
def test_what_is_added_not_valid_is_defined_as_it_was(definition: str, clauses: list[str]) -> None:
    assert list(added(definition).clauses) == clauses


def test_of_one_table_alone_nothing_is_added_online() -> None:
    found = added_constraint(statements("ALTER TABLE ONLY t ADD CONSTRAINT x CHECK (a)", name="--x"))
    assert found and not found.can_be_added_online


def test_the_index_of_a_key_has_all_that_the_key_says() -> None:
    found = added("UNIQUE NULLS NOT DISTINCT (a) INCLUDE (b) WITH (fillfactor='70') USING INDEX TABLESPACE s "
                  "DEFERRABLE INITIALLY DEFERRED")  # fmt: skip
    assert found.index and found.index.unique and str(found.index.qualified_name) == "app.x"
    assert found.index.clauses == (
        "ON app.t (a)", "INCLUDE (b)", "NULLS NOT DISTINCT", "WITH (fillfactor='70')", "TABLESPACE s",
    )  # fmt: skip
    assert found.deferrable == "DEFERRABLE INITIALLY DEFERRED"
    assert added("PRIMARY KEY (a) DEFERRABLE").deferrable == "DEFERRABLE"


def test_what_a_foreign_key_refers_to() -> None:
    assert str(added("FOREIGN KEY (a, b) REFERENCES p.u (c, d)").reference) == "p.u (c, d)"


@pytest.mark.parametrize(
    "text",
    ["SELECT 1", "ALTER TABLE t ADD COLUMN x int", "ALTER TABLE t ADD CHECK (a > 0)", "CREATE INDEX x ON t (a)",
     "ALTER TABLE t ADD CONSTRAINT x CHECK (a), ADD CONSTRAINT y CHECK (b)"],
)  # fmt: skip
def test_what_adds_no_constraint_with_a_name(text: str) -> None:
    assert added_constraint(statements(text, name="--x")) is None


def test_the_index_that_is_created() -> None:
    text = "CREATE UNIQUE INDEX x ON app.t USING gin (lower(a) DESC) WITH (fillfactor='70') WHERE (b IS NULL)"
    found = created_index(statements(text, name="--x"))
    assert found and found.unique and str(found.qualified_name) == "app.x"
    assert found.clauses == ("ON app.t USING gin (lower(a) DESC)", "WITH (fillfactor='70')", "WHERE (b IS NULL)")


@pytest.mark.parametrize("text", ["SELECT 1", "CREATE INDEX ON t (a)", "CREATE INDEX x ON ONLY t (a)"])
def test_what_creates_no_index_that_can_be_built_online(text: str) -> None:
    assert created_index(statements(text, name="--x")) is None


def test_the_statements_after_the_first() -> None:
    first = "CREATE INDEX x ON t (a);"
    assert after_the_first(statements(first, name="--x")) is None
    assert str(after_the_first(statements(f"{first} SELECT 1; SELECT 2;", name="--x"))) == "SELECT 1;\n\nSELECT 2;"
