"""Tracking tables as they are found: of other tools, without rights, with rows that cannot be."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from new_migration.postgres.database import merge_conninfo

if TYPE_CHECKING:
    from tests.conftest import Ran, Site

Migration = Callable[..., "Ran"]

GOOD = "CREATE TABLE schema_migrations (migration_name text, executed_at timestamptz)"
COMMANDS = (["status"], ["apply"], ["apply", "--dry-run"], ["rollback", "--yes"], ["verify"])

# What has the name, and what is said of it.
REFUSED = [
    ("CREATE VIEW schema_migrations AS SELECT 'x'::text AS migration_name, now() AS executed_at", "is no table"),
    ("CREATE MATERIALIZED VIEW schema_migrations AS SELECT 'x'::text AS migration_name, now() AS executed_at",
     "is no table"),
    ("CREATE SEQUENCE schema_migrations", "is no table"),
    ("CREATE TYPE schema_migrations AS (migration_name text, executed_at timestamptz)", "is no table"),
    ("CREATE TABLE t (x int); CREATE INDEX schema_migrations ON t (x)", "is no table"),
    ("CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE schema_migrations"
     " (migration_name text, executed_at timestamptz) SERVER s", "is no table"),
    ("CREATE TABLE schema_migrations ()", "has no column migration_name"),
    ("CREATE TABLE schema_migrations (version varchar PRIMARY KEY)", "it looks like the table of dbmate or Rails"),
    ("CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean)",
     "it looks like the table of golang-migrate"),
    ("CREATE TABLE schema_migrations (migration_name text)", "has no column executed_at"),
    ("CREATE TABLE schema_migrations (executed_at timestamptz)", "has no column migration_name"),
    ('CREATE TABLE schema_migrations ("Migration_Name" text, executed_at timestamptz)', "has no column migration_name"),
    ("CREATE TABLE schema_migrations (migration_name int, executed_at timestamptz)", "that is no text"),
    ("CREATE TABLE schema_migrations (migration_name bytea, executed_at timestamptz)", "that is no text"),
    ("CREATE TABLE schema_migrations (migration_name jsonb, executed_at timestamptz)", "that is no text"),
    ("CREATE TABLE schema_migrations (migration_name text[], executed_at timestamptz)", "that is no text"),
    (f"{GOOD}; INSERT INTO schema_migrations VALUES (NULL, now())", "has rows without a migration_name"),
    (f"{GOOD}; INSERT INTO schema_migrations VALUES ('001_a', now()), ('001_a', now())", "several with the same one"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "message"), REFUSED, ids=[each[0][:70] for each in REFUSED])
def test_what_is_no_tracking_table(sql: str, message: str, site: Site, migration: Migration) -> None:
    site.do(*sql.split("; "))
    site.write("001_a")
    before = site.schema()
    for words in COMMANDS:
        ran = migration(*words)
        assert (ran.code, ran.out) == (3, ""), ran
        assert ran.err.startswith("migration: public.schema_migrations ") and message in ran.err
    assert json.loads(migration("apply", "--json").out)["exit_code"] == 3
    assert site.schema() == before


@pytest.mark.parametrize(
    ("rights", "message"),
    [
        ("", "permission denied for table schema_migrations"),
        ("GRANT INSERT ON schema_migrations TO restricted", "permission denied for table schema_migrations"),
        ("REVOKE USAGE ON SCHEMA public FROM PUBLIC, restricted", "permission denied for schema public"),
    ],
)
def test_without_rights(rights: str, message: str, site: Site, migration: Migration) -> None:
    site.do("DO $$ BEGIN IF to_regrole('restricted') IS NULL THEN CREATE ROLE restricted LOGIN; END IF; END $$",
            GOOD, "REVOKE CREATE ON SCHEMA public FROM PUBLIC", rights or "SELECT 1")  # fmt: skip
    site.write("001_a")
    before = site.schema()
    where = merge_conninfo(site.conninfo, user="restricted")
    ran = migration("apply", "--database-url", where)
    assert (ran.code, ran.out) == (4, ""), ran
    assert message in ran.err or "no schema has been selected to create in" in ran.err, ran.err
    assert site.schema() == before


NAMES = [
    "", " ", "a\nb", "x\x1b[31mred", "naïve", "日本語", "a'b", 'a"b', "a\\b", "%s", "{x}", "²_x", "-1_x",
    "1" * 5000 + "_x", "001_a.sql", "0", "\u202eabc", "x" * 100_000,
]  # fmt: skip


def test_names_that_no_file_has(site: Site, migration: Migration) -> None:
    site.do(GOOD)
    site.write("001_a")
    for name in NAMES:
        quoted = name.replace("'", "''")
        site.do(f"INSERT INTO schema_migrations VALUES ('{quoted}', 'infinity'), ('{quoted}x', '-infinity')")
    ran = migration("status")
    assert (ran.code, len(ran.out.splitlines())) == (0, 2 * len(NAMES) + 1)
    assert "\x1b" not in ran.out and "\u202e" not in ran.out
    said = migration("status", "--json").json
    assert {each["name"] for each in said["migrations"]} >= set(NAMES)
    assert {each["executed_at"] for each in said["migrations"]} == {"infinity", "-infinity", None}
    assert migration("apply", "--allow-out-of-order").code == 0
    assert migration("rollback", "001_a", "--yes", "--allow-out-of-order").code == 0


@pytest.mark.parametrize(
    "columns",
    [
        "executed_at date DEFAULT now()",
        "executed_at timestamp NOT NULL",
        "executed_at text",
        "executed_at timestamptz, checksum int",
        "executed_at timestamptz, duration int",
        "executed_at timestamptz, executed_by int",
        "executed_at timestamptz, checksum varchar(64), duration text, executed_by name DEFAULT current_user",
        "executed_at timestamptz, checksum varchar(32)",
        "executed_at timestamptz, checksum text GENERATED ALWAYS AS (migration_name) STORED",
        "executed_at timestamptz, more text NOT NULL DEFAULT 'x'",
    ],
)
def test_columns_of_other_types_are_left_alone(columns: str, site: Site, migration: Migration) -> None:
    site.do(f"CREATE TABLE schema_migrations (migration_name text PRIMARY KEY, {columns})")
    before = site.schema()
    site.write("001_a", "SELECT 1;", "SELECT 2;")
    site.write("002_b", "SELECT 1;", "SELECT 2;", lone=True)
    ran = migration("apply")
    assert ran.code == 0, ran.err
    assert migration("status").code == 0 and migration("status", "--json").code == 0
    assert migration("rollback", "--to", "0", "--yes").code == 0
    assert site.schema() == before


@pytest.mark.since(17)
def test_an_infinite_duration(site: Site, migration: Migration) -> None:
    site.write("001_a")
    migration("apply")
    site.do("UPDATE schema_migrations SET duration = 'infinity'")
    assert migration("status", "--json").json["migrations"][0]["seconds"] is None


def test_a_partitioned_table(site: Site, migration: Migration) -> None:
    site.do(f"{GOOD} PARTITION BY HASH (migration_name)",
            "CREATE TABLE part PARTITION OF schema_migrations FOR VALUES WITH (MODULUS 1, REMAINDER 0)")  # fmt: skip
    site.write("001_a")
    assert migration("apply").code == 0
    assert migration("status", "--check").code == 0
