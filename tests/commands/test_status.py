"""``migration status``: what is applied, what is pending, and what is wrong between the two."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Ran, Site

Migration = Callable[..., "Ran"]


@pytest.fixture
def every_state(site: Site, migration: Migration) -> None:
    """One migration of each state."""
    for name in ("001_kept", "002_edited", "003_gone"):
        site.write(name)
    assert migration("apply").code == 0
    site.put("002_edited.sql", (site.folder / "002_edited.sql").read_text() + "-- edited\n")
    (site.folder / "003_gone.sql").unlink()
    site.write("000_late")
    site.write("004_new")


@pytest.mark.usefixtures("every_state")
def test_every_state(migration: Migration) -> None:
    ran = migration("status")
    assert ran.code == 0
    states = [re.split("  +", line) for line in ran.out.splitlines()]
    assert [(name, state) for name, state, *_ in states] == [
        ("000_late", "pending below the highest applied"),
        ("001_kept", "applied"),
        ("002_edited", "edited since it was applied"),
        ("003_gone", "applied, but its file is missing"),
        ("004_new", "pending"),
    ]
    assert "by postgres in 0." in ran.out
    assert ran.err.endswith(
        "1 applied, 1 edited since it was applied, 1 applied, but its file is missing, 1 pending, "
        "1 pending below the highest applied\n"
    )


@pytest.mark.usefixtures("every_state")
def test_every_state_as_json(migration: Migration) -> None:
    ran = migration("status", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert (ran.json["schema"], ran.json["clean"], ran.json["tracking_table"]) == (1, False, True)
    states = {each["name"]: (each["state"], each["applied"]) for each in ran.json["migrations"]}
    assert states == {
        "000_late": ("out_of_order", False),
        "001_kept": ("applied", True),
        "002_edited": ("edited", True),
        "003_gone": ("missing", True),
        "004_new": ("pending", False),
    }
    kept, new = ran.json["migrations"][1], ran.json["migrations"][4]
    assert (kept["executed_by"], len(kept["checksum"]), kept["seconds"] > 0) == ("postgres", 64, True)
    assert (new["executed_at"], new["executed_by"], new["seconds"], new["checksum"]) == (None, None, None, None)


def test_check_is_for_programs(site: Site, migration: Migration) -> None:
    assert migration("status", "--check").code == 0  # no migrations at all
    site.write("001_a")
    assert migration("status", "--check").code == 1
    assert migration("status").code == 0
    migration("apply")
    assert migration("status", "--check").code == 0
    (site.folder / "001_a.sql").rename(site.folder / "002_a.sql")
    assert migration("status", "--check", "--json").code == 1


def test_without_a_tracking_table(site: Site, migration: Migration) -> None:
    site.write("001_a")
    ran = migration("status")
    assert (ran.code, ran.out) == (0, "001_a  pending\n")
    assert migration("status", "--json").json["tracking_table"] is False
    assert site.ask("SELECT to_regclass('schema_migrations')") == [(None,)]


def test_a_founding_table_knows_who_and_how_long_of_none(site: Site, migration: Migration) -> None:
    site.track()
    site.write("001_a")
    migration("apply")
    (row,) = migration("status", "--json").json["migrations"]
    assert (row["state"], row["executed_by"], row["seconds"], row["checksum"]) == ("applied", None, None, None)
    assert row["executed_at"].startswith("20")
    assert " by " not in migration("status").out


def test_a_set_of_names_and_no_maximum(site: Site, migration: Migration) -> None:
    for name in ("001_a", "002_b", "003_c"):
        site.write(name)
    site.track()
    site.do("INSERT INTO schema_migrations (migration_name) VALUES ('003_c'), ('001_a')")
    states = {each["name"]: each["state"] for each in migration("status", "--json").json["migrations"]}
    assert states == {"001_a": "applied", "002_b": "out_of_order", "003_c": "applied"}


def test_line_ends_and_a_byte_order_mark_are_no_edit(site: Site, migration: Migration) -> None:
    site.write("001_a")
    migration("apply")
    text = (site.folder / "001_a.sql").read_text()
    site.put("001_a.sql", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert migration("status", "--check").code == 0
    site.put("001_a.sql", text.replace("x int", "x  int"))
    assert migration("status", "--check").code == 1
