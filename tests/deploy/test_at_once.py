"""Scripts that are one transaction and go to the server as one message, with what sees to their tracking row."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from new_migration import api
from new_migration.deploy import watch
from new_migration.deploy.executors import Own
from new_migration.deploy.failure import MigrationFailed
from new_migration.deploy.turn import KEY
from new_migration.postgres import message, scripts
from new_migration.postgres.database import Connection

if TYPE_CHECKING:
    from tests.conftest import Ran, Site
    from tests.deploy.conftest import OwnServer, Start

Migration = Callable[..., "Ran"]

# A trigger that runs its body at the COMMIT of who writes to the table.
DEFERRED = (
    "CREATE TABLE late (x int)",
    "CREATE CONSTRAINT TRIGGER c AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f()",
)


def at_commit(body: str) -> tuple[str, ...]:
    return f"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN {body}; RETURN NULL; END'", *DEFERRED


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch, site: Site) -> list[str]:
    """The names of the scripts that are sent so; there is a tracking table."""
    sent: list[str] = []

    def run(connection: Connection, statements: object, text: str, name: str, ending: message.Ending) -> bool:
        sent.append(name.rpartition("/")[2].removesuffix(".sql"))
        return message.run_with_ending(connection, statements, text, name, ending)  # type: ignore[arg-type]

    monkeypatch.setattr(scripts, "run_with_ending", run)
    site.track()
    return sent


def test_which_scripts(site: Site, migration: Migration, at_once: list[str]) -> None:
    row = "INSERT INTO schema_migrations (migration_name) VALUES ('{}');"
    site.write("001_a")
    site.write("002_role", "SET LOCAL ROLE postgres;\nCREATE TABLE t002 (x int);")
    site.write("003_lone", lone=True)
    site.put("004_before.sql", f"SET work_mem = '5MB';\nBEGIN;\n{row.format('004_before')}\nEND;\n")
    site.put("005_after.sql", f"BEGIN;\n{row.format('005_after')}\nCOMMIT;\nSET work_mem = '6MB';\n")
    site.put("006_comments.sql", f"-- é\nBEGIN; ;\n/* ; */ {row.format('006_comments')} -- COMMIT;\nCOMMIT -- x")
    assert migration("apply").code == 0
    assert at_once == ["001_a", "004_before", "006_comments"]
    assert len(site.applied) == 6


def test_a_script_without_its_row_leaves_nothing(site: Site, migration: Migration, at_once: list[str]) -> None:
    site.write("001_a")
    site.put("002_b.sql", "BEGIN;\nSET work_mem = '5MB';\nCREATE TABLE b (x int); -- schema_migrations\n COMMIT;\n")
    ran = migration("apply")
    assert (ran.code, ran.out.split(":")[0], at_once) == (2, "001_a", ["001_a", "002_b"])
    assert "database/migrations/002_b.sql:4:2: this script does not record 002_b\n" in ran.err
    assert "hint: add INSERT INTO schema_migrations (migration_name, executed_at) VALUES ('002_b'," in ran.err
    assert "nothing of 002_b has stayed" in ran.err
    assert (site.applied, site.ask("SELECT to_regclass('b')")) == (["001_a"], [(None,)])


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("SELECT 'ü', nothing", "6:13"), ("SELECT 1 / 0", "6:1"), ("INSERT INTO late VALUES (1)", "8:1"),
        ("SELECT 'ü' FROM schema_migrations WHERE 1 / 0 = migration_id", "6:1"),
    ],
)  # fmt: skip
def test_the_place_of_an_error(
    statement: str, place: str, site: Site, migration: Migration, at_once: list[str]
) -> None:
    """In a file whose characters have several bytes; a script that divides by zero is not one without a row."""
    site.do(*at_commit("PERFORM 1 / 0"))
    site.write("001_a")
    site.write("002_é", f"-- naïve 日本\nSELECT 'é日';\n/* é\n*/\n{statement};")
    ran = migration("apply")
    assert (ran.code, at_once) == (4, ["001_a", "002_é"])
    assert f"002_é.sql:{place}: " in ran.err, ran.err
    assert "nothing of 002_é has stayed" in ran.err
    assert site.applied == ["001_a"]


def test_a_rule_that_returns_more_than_its_statement(site: Site, migration: Migration, at_once: list[str]) -> None:
    """It does not make an error at the COMMIT look like one after it."""
    site.do(*at_commit("RAISE ''too late''"), "CREATE TABLE ruled (x int)")
    site.do("CREATE RULE r AS ON INSERT TO ruled DO ALSO (SELECT 1; SELECT 2; SELECT 3; SELECT 4)")
    site.write("001_a", "INSERT INTO ruled VALUES (1);\nINSERT INTO ruled VALUES (1);\nINSERT INTO late VALUES (1);")
    ran = migration("apply")
    assert (ran.code, ran.out, at_once, "too late" in ran.err) == (4, "", ["001_a"], True)
    assert site.applied == []


def test_what_holds_after_a_reset_that_fails(
    site: Site, migration: Migration, at_once: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The script is applied, and the session is reset once more."""
    monkeypatch.setattr(watch, "OWN_RESET", "SELECT 1 / 0")
    site.write("001_a", "SET lock_timeout = '7s';\nCREATE TEMP TABLE mine (x int);")
    site.write("002_b", "CREATE TABLE seen AS SELECT current_setting('lock_timeout'), to_regclass('mine');")
    ran = migration("apply")
    assert (ran.code, at_once, site.applied) == (0, ["001_a", "002_b"], ["001_a", "002_b"]), ran.err
    assert site.ask("SELECT * FROM seen") == [("0", None)]


def test_a_session_that_is_lost_after_the_commit(
    site: Site, at_once: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was committed may be known or not; the next script finds no connection."""
    lost = "SELECT pg_terminate_backend(pg_backend_pid())"
    monkeypatch.setattr(watch, "OWN_RESET", f"{lost}; SELECT pg_sleep(600)")
    site.write("001_a")
    site.write("002_b")
    with pytest.raises(MigrationFailed) as caught:
        api.apply()
    failed = caught.value
    assert failed.exit_code == 4 and at_once[0] == "001_a"
    assert (failed.name, failed.before) == ("002_b", ["001_a"]) or (failed.name, failed.is_unknown) == ("001_a", True)
    assert site.applied == ["001_a"]


@pytest.mark.usefixtures("at_once")
def test_the_session_is_reset_only_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    resets: list[Connection] = []
    monkeypatch.setattr(Own, "reset", lambda _, connection: resets.append(connection))
    site.write("001_a")
    assert len(api.apply().done) == 1 and not resets


def test_the_duration_has_all_tries_in_it(site: Site, at_once: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("new_migration.deploy.runner._FIRST_PAUSE", 0.2)
    site.do("ALTER TABLE schema_migrations ADD duration interval, ADD checksum text", "CREATE SEQUENCE tries")
    site.write(
        "001_a", "DO $$ BEGIN IF nextval('tries') = 1 THEN RAISE 'busy' USING ERRCODE = '40P01'; END IF; END $$;\n"
        "SELECT pg_sleep(0.1);",
    )  # fmt: skip
    start = time.monotonic()
    api.apply()
    longest = time.monotonic() - start
    assert at_once == ["001_a", "001_a"]
    ((seconds, checksum),) = site.ask("SELECT extract(epoch FROM duration)::float8, checksum FROM schema_migrations")
    assert (0.2 < seconds < longest, len(checksum)) == (True, 64)


def test_nothing_is_committed_when_the_lock_is_lost(site: Site, begin: Start, until: Callable[..., None]) -> None:
    site.track()
    site.write("001_a", "SELECT pg_sleep(1.5);\nCREATE TABLE b (x int);")
    run = begin("apply")
    until(lambda: site.ask("SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'"))
    site.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        f" AND (classid::bigint << 32 | objid::bigint) = {KEY}"
    )
    assert run.wait() == 4
    assert "the connection that keeps other runs out was lost" in run.err and "nothing of 001_a has stayed" in run.err
    assert site.ask("SELECT to_regclass('b'), (SELECT count(*) FROM schema_migrations)") == [(None, 0)]


@pytest.mark.parametrize("body", ["INSERT INTO late VALUES (1);", "SELECT pg_sleep(600);"])
def test_the_server_stops(body: str, own_server: OwnServer, site: Site, begin: Start) -> None:
    """At the COMMIT or before it: who has sent both does not know which."""
    site = type(site)(site.path, own_server.server.conninfo(own_server.server.create_database()))
    site.track()
    site.do(*at_commit("PERFORM pg_sleep(600)"))
    site.write("001_a", body)
    run = begin("apply", DATABASE_URL=site.conninfo)
    while not site.ask("SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query LIKE '%COMMIT%'"):
        time.sleep(0.01)
    own_server.stop()
    assert run.wait() == 4
    assert "the connection was lost before 001_a was committed for sure: it may be applied, or nothing of it" in run.err
    own_server.start()
    assert site.applied == []
    site.do("DROP TRIGGER c ON late")
    site.write("001_a", "INSERT INTO late VALUES (1);")
    assert begin("apply", DATABASE_URL=site.conninfo).wait() == 0
    assert site.ask("SELECT count(*) FROM late") == [(1,)]
