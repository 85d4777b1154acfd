"""What is on a column, for another column of the table."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from new_migration.authoring.other_column import bound, checks_on, computing_with, on_other_column, unlike_plain
from new_migration.authoring.values import Identifier

DATE, NEW = Identifier(raw="date"), Identifier(raw="new date")


@dataclass
class Object:
    """An object of the schema, as far as it matters here."""

    kind: str
    create: str
    table: str = "t"
    schema: str = "public"


CREATED = [
    (
        "ALTER TABLE t ADD CONSTRAINT date CHECK ((date > 'date'::date) AND (date).date IS NULL AND date(x) > t.date)",
        'ALTER TABLE t ADD CONSTRAINT date CHECK (("new date" > \'date\'::date) AND ("new date").date IS NULL'
        " AND date(x) > t.date)",
    ),
    (
        "ALTER TABLE date ADD CONSTRAINT f FOREIGN KEY (a, date) REFERENCES date(a, date) ON DELETE SET NULL (date)",
        'ALTER TABLE date ADD CONSTRAINT f FOREIGN KEY (a, "new date") REFERENCES date(a, date)'
        ' ON DELETE SET NULL ("new date")',
    ),
    (
        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (date) REFERENCES key(date)",
        'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY ("new date") REFERENCES key(date)',
    ),
    (
        "CREATE INDEX i ON include (x, (y::date), date)",
        'CREATE INDEX i ON include (x, (y::date), "new date")',
    ),
    (
        'ALTER TABLE t ADD CONSTRAINT u UNIQUE (date, "Date") INCLUDE (date)',
        'ALTER TABLE t ADD CONSTRAINT u UNIQUE ("new date", "Date") INCLUDE ("new date")',
    ),
    (
        "CREATE INDEX date ON date USING gist (date, lower(naïve || date::text), x date.date_ops) WHERE date > 'ü'",
        'CREATE INDEX date ON date USING gist ("new date", lower(naïve || "new date"::text), x date.date_ops)'
        " WHERE \"new date\" > 'ü'",
    ),
    (
        "CREATE UNIQUE INDEX i ON t (x) INCLUDE (y, date) WITH (fillfactor='70') WHERE \"date\" IS NULL;",
        'CREATE UNIQUE INDEX i ON t (x) INCLUDE (y, "new date") WITH (fillfactor=\'70\') WHERE "new date" IS NULL;',
    ),
]


@pytest.mark.parametrize(("create", "expected"), CREATED)
def test_the_column_is_another_and_nothing_else(create: str, expected: str) -> None:
    assert on_other_column(create, DATE, NEW) == expected


@pytest.mark.parametrize(("create", "expected"), CREATED)
def test_there_and_back(create: str, expected: str) -> None:
    assert on_other_column(expected, NEW, DATE) == create.replace('"date"', "date")


@dataclass
class Column:
    """The column."""

    lost: list[Object]
    table: str = "t"
    schema: str = "public"


ON_IT = [
    Object("constraint", "ALTER TABLE t ADD CONSTRAINT c CHECK (date > now())"),
    Object("constraint", "ALTER TABLE t ADD CONSTRAINT later CHECK (date > now()) NOT VALID"),
    Object("constraint", "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (date) REFERENCES d (d) ON DELETE CASCADE"),
    Object(
        "constraint", "ALTER TABLE t ADD CONSTRAINT m FOREIGN KEY (date, x) REFERENCES d (d, e) MATCH FULL DEFERRABLE"
    ),
    Object("constraint", "ALTER TABLE t ADD CONSTRAINT u UNIQUE (date)"),
    Object("constraint", "ALTER TABLE t ADD CONSTRAINT un UNIQUE NULLS NOT DISTINCT (date)"),
    Object("constraint", "ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY (x, date)"),
    Object("constraint", "ALTER TABLE t ADD CONSTRAINT e EXCLUDE USING gist (date WITH =)"),
    Object("index", "CREATE INDEX i ON t (x, date)"),
    Object("index", "CREATE INDEX d ON t (date DESC)"),
    Object("index", "CREATE UNIQUE INDEX w ON t (x) WHERE date IS NULL"),
    Object("statistics", "CREATE STATISTICS s ON date, x FROM t"),
    Object("constraint", "ALTER TABLE t_1 ADD CONSTRAINT c CHECK (date > now())", table="t_1"),
    Object("index", "CREATE INDEX d ON t_1 (date DESC)", table="t_1"),
]


def test_what_can_be_built_on_the_other_column() -> None:
    assert [(str(each.name), each.clauses) for each in checks_on(Column(ON_IT), DATE, NEW)] == [
        ("c", ('CHECK ("new date" > now())',)),
        ("f", ('FOREIGN KEY ("new date")', "REFERENCES d (d)", "ON DELETE CASCADE")),
        (
            "m",
            ('FOREIGN KEY ("new date", x)', "REFERENCES d (d, e)", "MATCH FULL", "ON DELETE NO ACTION", "DEFERRABLE"),
        ),
    ]


def test_what_cannot() -> None:
    assert [each.create.split()[5] for each in bound(Column(ON_IT))] == ["later", "p", "e"]


def test_indexes_that_are_more_than_columns() -> None:
    assert [(str(each.name), each.unique, each.clauses) for each in unlike_plain(Column(ON_IT), DATE, NEW)] == [
        ("new_un", True, ('ON t ("new date")', "NULLS NOT DISTINCT")),
        ("new_d", False, ('ON t ("new date" DESC)',)),
        ("new_w", True, ("ON t (x)", 'WHERE "new date" IS NULL')),
    ]


@pytest.mark.parametrize(
    ("create", "is_computed"),
    [
        ("CREATE VIEW v AS SELECT t.date, x AS y FROM t WHERE x > 1 AND date IS NOT NULL ORDER BY t.date", False),
        ("CREATE VIEW v AS SELECT *, t.* FROM t", False),
        ("CREATE VIEW v AS SELECT x FROM t WHERE t.date = 'a'::text", True),
        ("CREATE VIEW v AS SELECT x FROM t WHERE (date = ANY (ARRAY['a'::text])) OR x > 1", True),
        ("CREATE VIEW v AS SELECT lower(t.date) AS date FROM t", True),
        ("CREATE VIEW v AS SELECT x FROM t JOIN (SELECT date::int AS y FROM t) s USING (y)", True),
        ("CREATE POLICY p ON t USING (date = CURRENT_USER)", True),
        ("CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW WHEN (new.date <> old.date) EXECUTE FUNCTION f()", True),
        ("CREATE TRIGGER g BEFORE UPDATE OF date ON t FOR EACH ROW EXECUTE FUNCTION f()", False),
    ],
)  # fmt: skip
def test_what_computes_with_the_column(create: str, is_computed: bool) -> None:
    assert list(computing_with([Object("view", create)], DATE)) == [Object("view", create)] * is_computed
