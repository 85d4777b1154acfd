"""Scripts that are not one transaction: broken off, cleaned up, run again."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from new_migration.postgres.database import connect, execute
from new_migration.postgres.process import server_account

if TYPE_CHECKING:
    from tests.conftest import Ran, Site
    from tests.deploy.conftest import Nursery, OwnServer

Migration = Callable[..., "Ran"]
VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('i')"


@pytest.fixture
def duplicates(site: Site) -> None:
    """A table on which a unique index cannot be built."""
    site.do("CREATE TABLE t (x int)", "INSERT INTO t VALUES (1), (1)")


@pytest.mark.usefixtures("duplicates")
@pytest.mark.parametrize("clause", ["", "IF NOT EXISTS "])
def test_an_invalid_index_is_named_and_the_next_run_drops_it(clause: str, site: Site, migration: Migration) -> None:
    site.do("CREATE TABLE other (x int)", "INSERT INTO other VALUES (1), (1)")
    with connect(site.conninfo) as connection, pytest.raises(Exception, match="could not create unique index"):
        execute(connection, "CREATE UNIQUE INDEX CONCURRENTLY not_ours ON other (x)")
    site.write("001_a", f"CREATE UNIQUE INDEX CONCURRENTLY {clause}i ON t (x);", lone=True)
    ran = migration("apply")
    assert ran.code == 4
    assert "could not create unique index" in ran.err
    assert "an invalid index is left: i" in ran.err and "not_ours" not in ran.err
    assert "3. migration apply, which runs the whole script again" in ran.err
    assert site.ask(VALID) == [(False,)]
    site.do("DELETE FROM t WHERE ctid = '(0,1)'")
    ran = migration("apply")
    assert (ran.code, site.applied) == (0, ["001_a"])
    assert ran.err == "001_a: notice: the invalid index i, left by a build that was broken off, is dropped first\n"
    assert site.ask(VALID) == [(True,)]


@pytest.mark.usefixtures("duplicates")
def test_an_index_that_is_valid_is_not_dropped(site: Site, migration: Migration) -> None:
    site.do("CREATE INDEX i ON t (x)")
    site.write("001_a", "CREATE INDEX CONCURRENTLY i ON t (x);", lone=True)
    ran = migration("apply")
    assert (ran.code, 'relation "i" already exists' in ran.err) == (4, True)
    assert site.ask(VALID) == [(True,)]


@pytest.mark.usefixtures("duplicates")
def test_an_index_of_another_table_is_not_dropped(site: Site, migration: Migration) -> None:
    with connect(site.conninfo) as connection, pytest.raises(Exception, match="could not create unique index"):
        execute(connection, "CREATE UNIQUE INDEX CONCURRENTLY i ON t (x)")
    site.do("CREATE TABLE u (x int)")
    site.write("001_a", "CREATE INDEX CONCURRENTLY i ON u (x);", lone=True)
    assert migration("apply").code == 4
    assert site.ask(VALID) == [(False,)]


def test_a_script_without_a_transaction_is_run_again_as_a_whole(site: Site, migration: Migration) -> None:
    site.do("CREATE TABLE log (x int)", "CREATE TABLE t (x int)", "INSERT INTO t VALUES (0)")
    site.write("001_a", "INSERT INTO log VALUES (1);\nINSERT INTO log SELECT 1 / x FROM t;", lone=True)
    assert migration("apply").code == 4
    assert (site.applied, site.ask("SELECT count(*) FROM log")) == ([], [(1,)])
    site.do("UPDATE t SET x = 1")
    assert migration("apply").code == 0
    assert (site.applied, site.ask("SELECT count(*) FROM log")) == (["001_a"], [(3,)])


@contextmanager
def full_file_system(server: OwnServer, path: Path) -> Iterator[None]:
    """A file system of 4 MB, as the tablespace ``small``."""
    path.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m,mode=0777", "tmpfs", str(path)], check=True)
    try:
        with tablespace(server, path / "small"):
            yield
    finally:
        server.stop()
        subprocess.run(["umount", str(path)], check=True)
        server.start()


@contextmanager
def short_files(server: OwnServer, path: Path) -> Iterator[None]:
    """A server whose files cannot be longer than one of its log, 16 MB."""
    server.stop()
    server.start(longest_file=16 << 10)
    with tablespace(server, path):
        yield


@contextmanager
def tablespace(server: OwnServer, path: Path) -> Iterator[None]:
    """The tablespace ``small`` at a place, for the block."""
    path.mkdir(mode=0o700)
    server_account().own(path)
    with connect(server.server.maintenance) as connection:
        execute(connection, f"CREATE TABLESPACE small LOCATION '{path}'")
        yield
        execute(connection, "DROP TABLESPACE small")


# Who may mount fills a file system too.
FULL = [short_files, *([full_file_system] if os.geteuid() == 0 else [])]


@pytest.mark.parametrize("lone", [False, True])
@pytest.mark.parametrize("full", FULL)
def test_the_disk_is_full(
    full: Callable[..., AbstractContextManager[None]], lone: bool, own_server: OwnServer, site: Site, nursery: Nursery
) -> None:
    conninfo = own_server.server.conninfo(own_server.server.create_database())
    site = type(site)(site.path, conninfo)
    place = own_server.running.data.parent / "small"
    rows = "SELECT n AS x, repeat('x', 1000) AS y FROM generate_series(1, 18000) n"
    with full(own_server, place):
        site.write("001_a", f"CREATE TABLE a TABLESPACE small AS {rows};", lone=lone)
        run = nursery.start(site, "apply")
        assert run.wait() == 4
        assert "001_a.sql:" in run.err and "could not" in run.err, run.err
        assert ("nothing of 001_a has stayed" in run.err) is not lone
        assert site.ask("SELECT to_regclass('a')") == [(None,)]
        site.write("001_a", "CREATE TABLE a (x int);", lone=lone)
        run = nursery.start(site, "apply")
        assert run.wait() == 0, run.err
        assert site.applied == ["001_a"]
