"""What a rollback would lose is counted; where that takes too long, estimated; and never passed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from new_migration import api
from new_migration.postgres.database import connect, execute

if TYPE_CHECKING:
    from tests.conftest import Ran, Site

Migration = Callable[..., "Ran"]

SETUP = """CREATE TABLE full_ (id int PRIMARY KEY, a text, b text);
INSERT INTO full_ SELECT n, CASE WHEN n % 2 = 0 THEN 'x' END FROM generate_series(1, 1000) n;
CREATE TABLE empty (x int);
CREATE TABLE "My Table" ("a b" int);
INSERT INTO "My Table" VALUES (1), (NULL);
CREATE SCHEMA app;
CREATE TABLE app.one (x int);
INSERT INTO app.one VALUES (1);
CREATE TABLE app.none (x int);
CREATE TABLE parts (x int) PARTITION BY RANGE (x);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
INSERT INTO parts VALUES (1), (2), (3);
CREATE VIEW seen AS SELECT id FROM full_;"""

LOSSES: list[tuple[str, list[tuple[str, int | None, bool]]]] = [
    ("DROP TABLE full_ CASCADE;", [("rows of full_", 1000, True)]),
    ("DROP TABLE empty;", []),
    ("DROP TABLE nowhere;", []),
    ('DROP TABLE "My Table", app.one, empty;', [('rows of "My Table"', 2, True), ("rows of app.one", 1, True)]),
    ("DROP TABLE parts;", [("rows of parts", 3, True)]),
    ("DROP SCHEMA app CASCADE;", [("rows of app.one", 1, True)]),
    ("TRUNCATE full_, empty;", [("rows of full_", 1000, True)]),
    ("ALTER TABLE full_ DROP COLUMN a, DROP COLUMN b;", [("values of full_.a", 500, True)]),
    ('ALTER TABLE "My Table" DROP COLUMN "a b";', [('values of "My Table"."a b"', 1, True)]),
    ("ALTER TABLE full_ DROP COLUMN nothing;", []),
    ("DELETE FROM full_;", [("rows of full_", 1000, True)]),
    ("DELETE FROM ONLY full_ AS f WHERE f.a = 'x';", [("rows of full_", 500, True)]),
    ("DELETE FROM full_ WHERE id < 0;", []),
    ("DROP VIEW seen;", []),
    ("DROP INDEX full__pkey;", []),
    ("ALTER TABLE full_ ADD COLUMN c int, ALTER a SET NOT NULL;", []),
    ("UPDATE full_ SET a = 'y';", []),
    # What was moved is lost by its new name only
    ("ALTER TABLE app.one SET SCHEMA public; DROP SCHEMA app;", []),
    ("ALTER TABLE app.one RENAME TO two; ALTER TABLE app.two SET SCHEMA public; DROP SCHEMA app;", []),
    ("ALTER TABLE IF EXISTS app.two SET SCHEMA public; DROP SCHEMA app CASCADE;", [("rows of app.one", 1, True)]),
    ("ALTER TABLE app.one RENAME TO two; DROP SCHEMA app CASCADE;", [("rows of app.one", 1, True)]),
    ("ALTER TABLE app.one SET SCHEMA public; DROP TABLE one;", [("rows of app.one", 1, True)]),
    ("ALTER TABLE app.one SET SCHEMA public; CREATE TABLE app.one (); DROP TABLE app.one;", []),
    ("ALTER TABLE full_ SET SCHEMA app; DROP SCHEMA app CASCADE;",
     [("rows of app.one", 1, True), ("rows of full_", 1000, True)]),
    ("ALTER TABLE full_ RENAME TO f; ALTER TABLE f DROP COLUMN a; TRUNCATE full_;",
     [("values of full_.a", 500, True)]),
    ("ALTER TABLE full_ RENAME TO f; ALTER TABLE empty RENAME TO full_; DROP TABLE full_;", []),
    ("ALTER TABLE full_ RENAME a TO c; ALTER VIEW seen SET SCHEMA app; DROP TABLE full_;",
     [("rows of full_", 1000, True)]),
]  # fmt: skip


@pytest.fixture
def applied(site: Site, migration: Migration) -> None:
    site.write("001_a", SETUP)
    site.write("002_b", "SELECT 1;")
    assert migration("apply").code == 0


@pytest.mark.usefixtures("applied")
def test_what_is_counted(site: Site) -> None:
    for rollback, expected in LOSSES:
        site.write("002_b", "SELECT 1;", rollback)
        (step,) = api.plan_rollback().steps
        assert [(loss.what, loss.count, loss.is_exact) for loss in step.losses] == expected, rollback


@pytest.mark.usefixtures("applied")
def test_a_delete_of_several_tables_is_estimated(site: Site) -> None:
    site.write("002_b", "SELECT 1;", "DELETE FROM full_ USING empty WHERE full_.id = empty.x;")
    (step,) = api.plan_rollback().steps
    (loss,) = step.losses
    assert (loss.what, loss.is_exact) == ("rows of full_", False)
    assert str(loss).startswith("rows of full_: about ")


@pytest.fixture
def short_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("new_migration.deploy.losses._COUNT_LIMIT", "50ms")


@pytest.mark.usefixtures("applied", "short_limit")
@pytest.mark.parametrize("analyzed", [False, True])
@pytest.mark.parametrize(
    ("rollback", "what", "estimate"),
    [("DROP TABLE full_;", "rows of full_", 1000), ("ALTER TABLE full_ DROP COLUMN a;", "values of full_.a", 500)],
)
def test_what_cannot_be_counted_is_estimated_or_unknown(
    analyzed: bool, rollback: str, what: str, estimate: int, site: Site
) -> None:
    """A table that was never analyzed is not taken for an empty one."""
    if analyzed:
        site.do("ANALYZE full_")
    site.write("002_b", "SELECT 1;", rollback)
    with connect(site.conninfo) as other:
        execute(other, "BEGIN")
        execute(other, "LOCK TABLE full_")
        (step,) = api.plan_rollback().steps
    (loss,) = step.losses
    expected: Any = (what, estimate if analyzed else None, False)
    assert (loss.what, loss.count, loss.is_exact) == expected
    assert str(loss) == f"{what}: {f'about {estimate:,}' if analyzed else 'an unknown number'}"


@pytest.mark.usefixtures("applied", "short_limit")
def test_an_unknown_loss_needs_agreement_too(site: Site, migration: Migration) -> None:
    site.write("002_b", "SELECT 1;", "DROP TABLE empty;")
    with connect(site.conninfo) as other:
        execute(other, "BEGIN")
        execute(other, "LOCK TABLE empty")
        ran = migration("rollback", "--yes")
    assert (ran.code, "002_b: loses rows of empty: an unknown number" in ran.err) == (3, True)
    assert "data would be lost: rows of empty: an unknown number\nhint: pass --allow-data-loss" in ran.err
    assert site.applied == ["001_a", "002_b"]


def test_what_a_backfill_keeps_is_not_lost(site: Site, migration: Migration, written: Any) -> None:
    """Its rollback drops the table with the old values only after they were put back."""
    for file in written.iterdir():
        site.put(file.name, file.read_bytes())
    assert migration("apply").code == 0
    plan = api.plan_rollback(to=3)
    assert [(step.name[:3], list(map(str, step.losses))) for step in plan.steps] == [
        ("007", []), ("006", []), ("005", ["rows of counted: 1"]), ("004", []),
    ]  # fmt: skip
