"""``migration rollback``: what would be lost, who agrees to it, and what is refused."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect
import pytest

if TYPE_CHECKING:
    from tests.conftest import Ran, Site

Migration = Callable[..., "Ran"]
PROGRAM = str(Path(sys.executable).parent / "migration")
NOTHING_LOST = ("CREATE VIEW v AS SELECT 1 AS x;", "DROP VIEW v;")


@contextmanager
def terminal(site: Site, *words: str) -> Iterator[Any]:
    """A session at a terminal."""
    environment = {**os.environ, "TERM": "xterm"}
    session = pexpect.spawn(
        PROGRAM, ["rollback", *words], cwd=str(site.path), env=environment, encoding="utf-8", timeout=60
    )
    try:
        yield session
        session.expect(pexpect.EOF)
    finally:
        session.close()


@pytest.fixture
def applied(site: Site, migration: Migration) -> None:
    """Three migrations; the rollback of the second would lose rows, that of the third nothing."""
    site.write("001_a")
    site.write("002_b")
    site.write("003_c", *NOTHING_LOST)
    assert migration("apply").code == 0
    site.do("INSERT INTO t002 VALUES (1), (2)")


@pytest.mark.usefixtures("applied")
def test_without_a_terminal_it_takes_flags(site: Site, migration: Migration) -> None:
    ran = migration("rollback")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.splitlines()[1:] == [
        "  003_c: nothing lost",
        "migration: nobody has agreed to this rollback",
        "hint: pass --yes",
    ]
    ran = migration("rollback", "--yes")
    assert (ran.code, ran.out.startswith("003_c: rolled back (0.")) == (0, True)
    ran = migration("rollback", "--yes")
    assert (ran.code, ran.out) == (3, "")
    assert "data would be lost: rows of t002: 2\nhint: pass --allow-data-loss if nobody needs it" in ran.err
    assert site.applied == ["001_a", "002_b"]
    assert migration("rollback", "--allow-data-loss").code == 3
    assert migration("rollback", "--yes", "--allow-data-loss").code == 0
    assert site.applied == ["001_a"]


@pytest.mark.usefixtures("applied")
def test_dry_run_shows_what_would_be_lost(site: Site, migration: Migration) -> None:
    ran = migration("rollback", "--to", "0", "--dry-run")
    assert ran.code == 0
    assert ran.out == "003_c: nothing lost\n002_b: loses rows of t002: 2\n001_a: nothing lost\n"
    said = migration("rollback", "--last", "2", "--dry-run", "--json").json
    assert said["would_roll_back"] == ["003_c", "002_b"]
    assert said["would_lose"] == [{"name": "002_b", "what": "rows of t002", "count": 2, "exact": True}]
    assert len(site.applied) == 3


@pytest.mark.usefixtures("applied")
def test_as_json(migration: Migration) -> None:
    ran = migration("rollback", "--json")
    assert (ran.code, ran.json["exit_code"]) == (3, 3)
    ran = migration("rollback", "--last", "2", "--json", "--yes", "--allow-data-loss")
    assert (ran.code, ran.err) == (0, "")
    assert [each["name"] for each in ran.json["rolled_back"]] == ["003_c", "002_b"]
    assert ran.json["lost"][0]["count"] == 2
    assert migration("rollback", "--to", "1", "--json").json["would_roll_back"] == []


@pytest.mark.usefixtures("applied")
def test_the_chosen_ones_newest_first(site: Site, migration: Migration) -> None:
    ran = migration("rollback", "2", "--yes", "--allow-data-loss")
    assert (ran.code, "out of order: migrations that came after 002_b would stay applied" in ran.err) == (3, True)
    ran = migration("rollback", "002_b", "3", "--yes", "--allow-data-loss")
    assert [line.split(":")[0] for line in ran.out.splitlines()] == ["003_c", "002_b"]
    migration("apply")
    ran = migration("rollback", "2", "--yes", "--allow-out-of-order")
    assert (ran.code, site.applied) == (0, ["001_a", "003_c"])
    ran = migration("rollback", "2", "--yes")
    assert (ran.code, "002_b is not applied" in ran.err) == (3, True)
    assert migration("rollback", "--last", "99", "--yes").code == 0
    assert migration("rollback", "--yes") == (0, "", f"{_database(site)}: nothing to roll back\n")
    for words in (["1", "--last", "1"], ["--to", "1", "--last", "1"], ["--last", "0"], ["no_such"]):
        assert migration("rollback", *words).code == 2


def _database(site: Site) -> str:
    ((name,),) = site.ask("SELECT current_database()::text")
    return f"{name} on this machine as postgres"


REFUSED = [
    (None, "its rollback is missing"),
    ("", "its rollback is empty"),
    ("-- nothing\n/* at all */ ;\n", "its rollback is empty"),
    ("BEGIN;\nDELETE FROM schema_migrations WHERE migration_name = '003_c';\nCOMMIT;\n", "its rollback undoes nothing"),
    ("DELETE FROM schema_migrations WHERE migration_name = '003_c';\n", "its rollback undoes nothing"),
    ("SET lock_timeout = '2s';\n", "schema_migrations"),
    (
        "BEGIN;\nDO $$\nBEGIN\n  RAISE EXCEPTION 'migration 003_c cannot be rolled back' USING DETAIL = 'the keys are"
        " burnt';\nEND\n$$;\nCOMMIT;\n",
        "003_c cannot be rolled back: the keys are burnt",
    ),
]


@pytest.mark.usefixtures("applied")
@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_what_cannot_be_rolled_back(text: str | None, message: str, site: Site, migration: Migration) -> None:
    file = site.folder / "rollback-003_c.sql"
    if text is None:
        file.unlink()
    else:
        file.write_text(text)
    before = site.schema()
    ran = migration("rollback", "--last", "2", "--yes", "--allow-data-loss")
    assert (ran.code, ran.out) == (2 if text == "SET lock_timeout = '2s';\n" else 3, "")
    assert message in ran.err and "rollback-003_c.sql" in ran.err
    assert (site.schema(), len(site.applied)) == (before, 3)


@pytest.mark.usefixtures("applied")
def test_files_that_are_not_those_that_were_applied(site: Site, migration: Migration) -> None:
    text = (site.folder / "003_c.sql").read_text()
    site.put("003_c.sql", text + "-- edited\n")
    ran = migration("rollback", "--yes")
    assert (ran.code, "003_c was edited since it was applied" in ran.err) == (3, True)
    (site.folder / "003_c.sql").unlink()
    ran = migration("rollback", "--yes")
    assert (ran.code, "003_c is applied, but its files are missing" in ran.err) == (3, True)


@pytest.mark.usefixtures("applied")
def test_a_failure_says_where_and_what_next(site: Site, migration: Migration) -> None:
    site.put("rollback-002_b.sql", "BEGIN;\nDROP TABLE t002;\nDROP TABLE nowhere;\n"
             "DELETE FROM schema_migrations WHERE migration_name = '002_b';\nCOMMIT;\n")  # fmt: skip
    ran = migration("rollback", "--last", "3", "--yes", "--allow-data-loss")
    assert ran.code == 4
    assert 'rollback-002_b.sql:3:1: table "nowhere" does not exist' in ran.err
    assert "rolled back before it, and still: 003_c\nnothing of 002_b has stayed" in ran.err
    assert "  3. migration rollback 002_b" in ran.err
    assert site.applied == ["001_a", "002_b"]


@pytest.mark.usefixtures("applied")
def test_the_number_is_typed_at_a_terminal(site: Site) -> None:
    for typed, said, code in (("003\r", "nothing was rolled back", 3), ("\r", "nothing was rolled back", 3),
                              ("\x03", "interrupted", 130)):  # fmt: skip
        with terminal(site, "--last", "2") as session:
            session.expect_exact("  003_c: nothing lost\r\n  002_b: loses rows of t002: 2\r\n")
            session.expect_exact("type 002 to go on: ")
            session.send(typed)
            session.expect_exact(said)
        assert session.exitstatus == code
    assert len(site.applied) == 3
    with terminal(site, "--last", "2") as session:
        session.expect_exact("type 002 to go on: ")
        session.send("002\r")
        session.expect_exact("003_c: rolled back")
        session.expect_exact("002_b: rolled back")
    assert session.exitstatus == 0
    assert site.applied == ["001_a"]
    with terminal(site, "--yes") as session:
        session.expect_exact("001_a: rolled back")
    assert (session.exitstatus, "type" in session.before) == (0, False)


def test_a_migration_that_was_broken_off(site: Site, migration: Migration) -> None:
    site.write("001_a")
    site.write(
        "002_b",
        "CREATE TABLE half (x int);\nSELECT 1 / 0;",
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM schema_migrations WHERE migration_name = '002_b') THEN"
        " RAISE EXCEPTION 'it is not applied'; END IF; END $$;\nDROP TABLE IF EXISTS half;",
        lone=True,
    )
    assert migration("apply").code == 4
    assert migration("rollback", "2", "--yes").code == 3
    ran = migration("rollback", "2", "--unfinished", "--yes")
    assert (ran.code, ran.err.endswith("002_b: nothing lost\n")) == (0, True), ran.err
    assert site.ask("SELECT to_regclass('half')") == [(None,)]
    assert site.applied == ["001_a"]
