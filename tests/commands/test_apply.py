"""``migration apply``: what it prints, asks and ends with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect

if TYPE_CHECKING:
    from tests.conftest import Ran, Site

Migration = Callable[..., "Ran"]
PROGRAM = str(Path(sys.executable).parent / "migration")


@contextmanager
def terminal(site: Site, *words: str) -> Iterator[Any]:
    """A session at a terminal."""
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    session = pexpect.spawn(PROGRAM, [*words], cwd=str(site.path), env=environment, encoding="utf-8", timeout=60)
    try:
        yield session
        session.expect(pexpect.EOF)
    finally:
        session.close()


def test_a_line_for_each_migration(site: Site, migration: Migration) -> None:
    site.write("001_a")
    site.write("002_b")
    ran = migration("apply")
    assert ran.code == 0
    first, second = ran.out.splitlines()
    assert first.startswith("001_a: applied (0.") and second.startswith("002_b: applied (0.")
    assert migration("apply") == (0, "", "nothing is pending\n")
    assert site.applied == ["001_a", "002_b"]


def test_what_our_own_drop_if_exists_says_is_not_told(site: Site, migration: Migration) -> None:
    site.write("001_a", "DROP INDEX IF EXISTS _new_001_idx_a; DROP INDEX IF EXISTS nowhere;")
    assert migration("apply").err == '001_a: notice: index "nowhere" does not exist, skipping\n'


def test_as_json(site: Site, migration: Migration) -> None:
    site.write("001_a", verify="SELECT 'it is blue', false; SELECT 'it is there', true")
    site.write("002_b")
    ran = migration("apply", "--json")
    assert (ran.code, ran.err) == (1, "")
    assert [each["name"] for each in ran.json["applied"]] == ["001_a", "002_b"]
    assert (ran.json["verified"], ran.json["false_claims"]) == (False, [{"name": "001_a", "claim": "it is blue"}])
    ran = migration("apply", "--json")
    assert (ran.code, ran.json["applied"], ran.json["verified"]) == (0, [], True)


def test_a_claim_that_a_later_migration_takes_back_was_true(site: Site, migration: Migration) -> None:
    there = "SELECT 'it is there', to_regclass('passing') IS NOT NULL"
    site.write("001_a", "CREATE TABLE passing ();", "DROP TABLE passing;", verify=there)
    site.write("002_b", "DROP TABLE passing;", "CREATE TABLE passing ();", verify=there.replace("NOT NULL", "NULL"))
    assert migration("apply").code == 0
    assert migration("verify", "1").code == 1


def test_a_script_that_cannot_be_asked_does_not_stop_the_next_migration(site: Site, migration: Migration) -> None:
    site.write("001_a", verify="SELECT 'it is there', nothing FROM nowhere")
    site.write("002_b")
    run = migration("apply")
    assert (run.code, run.out.count(": applied")) == (4, 2)
    assert 'relation "nowhere" does not exist' in run.err


def test_verify_scripts_are_asked_unless_that_is_not_wanted(site: Site, migration: Migration) -> None:
    site.write("001_a", verify="SELECT 'it is blue', false")
    ran = migration("apply")
    assert (ran.code, ran.out.splitlines()[-1]) == (1, "001_a: NOT true: it is blue")
    assert site.applied == ["001_a"]
    site.write("002_b", verify="SELECT 'it is blue', false")
    assert migration("apply", "--no-verify").code == 0


def test_dry_run_changes_nothing(site: Site, migration: Migration) -> None:
    site.write("001_a")
    site.write("002_b", "CREATE INDEX CONCURRENTLY i ON t001 (x);", "DROP INDEX i;", lone=True)
    ran = migration("apply", "--dry-run")
    assert ran == (
        0,
        "001_a: would be applied in one transaction\n002_b: would be applied statement by statement\n",
        "",
    )
    assert migration("apply", "--dry-run", "--json").json["would_apply"] == ["001_a", "002_b"]
    assert site.ask("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == [(0,)]
    migration("apply")
    assert migration("apply", "--dry-run") == (0, "", "nothing is pending\n")


def test_the_chosen_ones(site: Site, migration: Migration) -> None:
    for number in range(1, 6):
        site.write(f"{number:03d}_m")
    assert migration("apply", "--to", "2").code == 0
    assert migration("apply", "003_m", "rollback-004_m.sql").code == 0
    assert site.applied == ["001_m", "002_m", "003_m", "004_m"]
    ran = migration("apply", "2")
    assert (ran.code, "002_m is applied already" in ran.err) == (3, True)
    assert migration("apply", "2", "--to", "3").code == 2
    assert migration("apply", "--to", "1").code == 0


def test_out_of_order_is_refused_unless_that_is_wanted(site: Site, migration: Migration) -> None:
    for number in (1, 3):
        site.write(f"{number:03d}_m")
    migration("apply")
    site.write("002_m")
    ran = migration("apply")
    assert (ran.code, ran.out) == (3, "")
    assert "out of order: 002_m would come after migrations with higher numbers" in ran.err
    site.write("005_m")
    site.write("004_m")
    assert "004_m" in migration("apply", "5").err
    assert migration("apply", "--allow-out-of-order").code == 0
    assert site.applied == ["001_m", "003_m", "002_m", "004_m", "005_m"]


FAILURE = """\
migration: database/migrations/002_b.sql:3:8: column "emial" does not exist (SQLSTATE 42703)
  SELECT emial FROM users;
         ^
hint: Perhaps you meant to reference the column "users.email".

applied before it, and still: 001_a
nothing of 002_b has stayed: it is one transaction

next:
  1. mend database/migrations/002_b.sql, or what stands in its way
  2. migration check 002_b
  3. migration apply
"""


def test_a_failure_stops_there(site: Site, migration: Migration) -> None:
    site.write("001_a", "CREATE TABLE users (email text);")
    site.write("002_b", "CREATE TABLE t (x int);\nSELECT emial FROM users;")
    site.write("003_c")
    ran = migration("apply")
    assert (ran.code, ran.err) == (4, FAILURE)
    assert ran.out.startswith("001_a: applied")
    assert site.applied == ["001_a"]
    assert site.ask("SELECT to_regclass('t')") == [(None,)]


def test_a_failure_as_json(site: Site, migration: Migration) -> None:
    site.write("001_a", "CREATE TABLE users (email text UNIQUE);")
    site.write("002_b", "SELECT 1;\nDO $$\nBEGIN\n  RAISE EXCEPTION 'no' USING DETAIL = 'why', HINT = 'so';\nEND\n$$;")
    ran = migration("apply", "--json")
    assert ran.code == 4
    said = ran.json
    assert (said["done_before"], said["exit_code"]) == (["001_a"], 4)
    failed = said["failed"]
    assert (failed["name"], failed["script"], failed["undone"]) == ("002_b", "forward", True)
    assert (failed["file"], failed["line"], failed["column"]) == ("database/migrations/002_b.sql", 3, 1)
    assert failed["message"].startswith("no (SQLSTATE P0001)\ndetail: why\ncontext: ")
    assert failed["hint"] == "so"
    assert "Traceback" not in ran.err and ran.err.startswith("database/migrations/002_b.sql:3:1: no")


def test_of_statements_by_themselves_it_says_which_are_done(site: Site, migration: Migration) -> None:
    site.write("001_a")
    site.write("002_b", "SET lock_timeout = 0;\nCREATE INDEX CONCURRENTLY i ON t001 (x);\nSELECT 1 / 0;", lone=True)
    ran = migration("apply")
    assert ran.code == 4
    assert (
        "002_b is not one transaction; what its script has done stays:\n"
        "  done  line 2 CREATE INDEX CONCURRENTLY i ON t001 (x)\n"
        "  left  line 3 SELECT 1 / 0\n"
        "  left  line 4 INSERT INTO schema_migrations" in ran.err
    )
    failed = migration("apply", "--json").json["failed"]
    assert (failed["undone"], failed["statements_done"]) == (False, [])


def test_notices_come_as_they_are_said(site: Site, migration: Migration) -> None:
    site.write("001_a", "DO $$ BEGIN RAISE NOTICE E'a\\x1b[31mb\\nc' USING DETAIL = 'd', HINT = 'h'; END $$;")
    site.write("002_b", "DO $$ BEGIN RAISE WARNING 'w'; END $$;", lone=True)
    assert migration("apply").err == "001_a: notice: a\\x1b[31mb\n  c\n  d\n  h\n002_b: warning: w\n"


def test_standard_output_is_read_by_nobody(site: Site) -> None:
    for number in range(1, 6):
        site.write(f"{number:03d}_m", "SELECT pg_sleep(0.1);")
    process = subprocess.Popen([PROGRAM, "apply"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout and process.stderr
    process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), said) == (0, "")
    assert len(site.applied) == 5


def test_a_question_at_a_terminal(site: Site) -> None:
    site.write("001_a")
    with terminal(site, "apply") as session:
        session.expect_exact("  001_a\r\n")
        session.expect(r"apply to new_migration_\w+ on this machine as postgres\? \[y/N\]: ")
        session.send("n\r")
        session.expect_exact("nothing was applied")
    assert session.exitstatus == 3
    with terminal(site, "apply") as session:
        session.expect_exact("[y/N]: ")
        session.send("\x03")
        session.expect_exact("interrupted")
    assert session.exitstatus == 130
    assert site.ask("SELECT to_regclass('schema_migrations')") == [(None,)]
    with terminal(site, "apply") as session:
        session.expect_exact("[y/N]: ")
        session.send("y\r")
        session.expect_exact("001_a: applied")
    assert session.exitstatus == 0
    assert site.applied == ["001_a"]


def test_no_question_with_yes_or_when_nothing_is_pending(site: Site) -> None:
    site.write("001_a")
    with terminal(site, "apply", "--yes") as session:
        session.expect_exact("001_a: applied")
    assert session.exitstatus == 0 and "y/N" not in session.before
    with terminal(site, "apply") as session:
        session.expect_exact("nothing is pending")
    assert session.exitstatus == 0


def test_a_bar_where_there_are_many(site: Site) -> None:
    for number in range(1, 15):
        site.write(f"{number:03d}_m", "DO $$ BEGIN RAISE NOTICE 'hello'; PERFORM pg_sleep(0.05); END $$;")
    with terminal(site, "apply", "--yes") as session:
        session.expect_exact("001_m: notice: hello")
        session.expect_exact("001_m: applied")
        session.expect(r"━.*\d+/14")
        session.expect_exact("014_m: applied")
    assert session.exitstatus == 0


def test_plain_lines_where_there_is_no_terminal(site: Site) -> None:
    for number in range(1, 15):
        site.write(f"{number:03d}_m")
    ran = subprocess.run([PROGRAM, "apply"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(ran.stdout.splitlines()) == 14 and "\x1b" not in ran.stdout


def test_ctrl_c_while_a_statement_runs(site: Site) -> None:
    site.write("001_a", "CREATE TABLE a (x int);\nDO $$ BEGIN RAISE NOTICE 'here'; PERFORM pg_sleep(600); END $$;")
    with terminal(site, "apply", "--yes") as session:
        session.expect_exact("notice: here")
        session.send("\x03")
        session.expect_exact("migration: interrupted")
    assert (session.exitstatus, session.signalstatus) == (130, None)
    assert site.ask("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND state = 'active'"
                    " AND pid <> pg_backend_pid()") == [(0,)]  # fmt: skip
    assert site.applied == []


def test_usage_errors(site: Site, migration: Migration) -> None:
    site.write("001_a")
    for words in (["--to", "x"], ["--wait", "-1"], ["--retries", "-1"], ["--no-such"], ["9"], ["--to"]):
        ran = migration("apply", *words)
        assert (ran.code, ran.out) == (2, ""), words
    ran = migration("apply", "--directory", "nowhere")
    assert (ran.code, "nowhere" in ran.err) == (2, True)
    assert json.loads(migration("apply", "9", "--json").out)["exit_code"] == 2
