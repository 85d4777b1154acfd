"""``migration apply --record``: what is there already is recorded, and nothing is run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from tests.commands.test_apply import terminal

if TYPE_CHECKING:
    from tests.conftest import Ran, Site

Migration = Callable[..., "Ran"]
THERE = "SELECT 'it is there', to_regclass('t002') IS NOT NULL"


def test_a_row_as_apply_writes_it(site: Site, migration: Migration) -> None:
    site.write("001_a")
    site.write("002_b")
    assert migration("apply", "1").code == 0
    assert migration("apply", "--record", "2", "--yes") == (0, "002_b: recorded as applied\n", "")
    assert site.ask("SELECT to_regclass('t002')") == [(None,)]
    ((checksum, has_both, is_short),) = site.ask(
        "SELECT checksum, executed_at IS NOT NULL AND executed_by = current_user, duration < interval '1 second'"
        " FROM schema_migrations WHERE migration_name = '002_b'"
    )
    text = (site.path / "database/migrations/002_b.sql").read_bytes()
    assert (checksum, has_both, is_short) == (hashlib.sha256(text).hexdigest(), True, True)
    assert migration("status", "--check").code == 0


def test_one_that_was_run_by_hand_below_others(site: Site, migration: Migration) -> None:
    for name in ("001_a", "003_c"):
        site.write(name)
    assert migration("apply").code == 0
    site.write("002_b", verify=THERE)
    site.ask("CREATE TABLE t002 ()")
    assert migration("apply").code == 3
    assert migration("apply", "--record", "002_b.sql", "--yes").code == 0
    assert migration("apply") == (0, "", "nothing is pending\n")


def test_the_tracking_table_is_made_where_there_is_none(site: Site, migration: Migration) -> None:
    site.write("001_a", verify="SELECT 'recorded', EXISTS (SELECT FROM schema_migrations)")
    assert migration("apply", "--record", "1", "--yes", "--json").json["recorded"] == ["001_a"]
    assert site.applied == ["001_a"]


def test_a_claim_that_is_not_true_keeps_all_of_them_out(site: Site, migration: Migration) -> None:
    site.write("001_a")
    site.write("002_b", verify=THERE)
    ran = migration("apply", "--record", "1", "2", "--yes")
    assert (ran.code, ran.out) == (3, "")
    assert "002_b: NOT true: it is there" in ran.err and "--no-verify" in ran.err
    assert site.ask("SELECT to_regclass('schema_migrations')") == [(None,)]
    assert migration("apply", "--record", "1", "2", "--yes", "--no-verify").code == 0
    assert site.applied == ["001_a", "002_b"]


@pytest.mark.parametrize("verify", ["DELETE FROM schema_migrations", "SELECT 'it is there', nothing FROM nowhere"])
def test_a_verify_script_that_writes_or_fails(site: Site, migration: Migration, verify: str) -> None:
    site.write("001_a", verify=verify)
    assert migration("apply", "--record", "1", "--yes").code == 4
    assert site.ask("SELECT to_regclass('schema_migrations')") == [(None,)]


def test_nothing_but_what_is_named_and_pending(site: Site, migration: Migration) -> None:
    site.write("001_a")
    site.write("002_b")
    assert "which migrations" in migration("apply", "--record", "--yes").err
    assert migration("apply", "--record", "--to", "2").code == 2
    assert migration("apply", "--record", "1", "--allow-out-of-order").code == 2
    assert "there is no migration '3'" in migration("apply", "--record", "3", "--yes").err
    assert migration("apply", "--record", "1", "--yes").code == 0
    ran = migration("apply", "--record", "1", "2", "--yes")
    assert (ran.code, "001_a is applied already" in ran.err) == (3, True)
    assert site.applied == ["001_a"]


def test_without_a_yes_nothing_changes(site: Site, migration: Migration) -> None:
    site.write("001_a")
    ran = migration("apply", "--record", "1")
    assert (ran.code, "pass --yes" in ran.err) == (3, True)
    assert migration("apply", "--record", "1", "--dry-run") == (0, "001_a: would be recorded as applied\n", "")
    assert migration("apply", "--record", "1", "--dry-run", "--json").json["would_record"] == ["001_a"]
    with terminal(site, "apply", "--record", "1") as session:
        session.expect_exact("  001_a\r\n")
        session.expect(r"record as applied to new_migration_\w+ on this machine as postgres, without running\? \[y/N\]")
        session.send("n\r")
        session.expect_exact("nothing was recorded")
    assert session.exitstatus == 3
    assert site.ask("SELECT to_regclass('schema_migrations')") == [(None,)]
    with terminal(site, "apply", "--record", "1") as session:
        session.expect_exact("[y/N]: ")
        session.send("y\r")
        session.expect_exact("001_a: recorded as applied")
    assert session.exitstatus == 0
    assert site.applied == ["001_a"]
