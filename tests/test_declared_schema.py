"""What forward scripts say about indexes and keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from new_migration.authoring.expressions import identifiers, table
from new_migration.declared_schema import DeclaredSchema
from new_migration.history.directory import MigrationsDirectory


def schema(folder: Path, *scripts: str | bytes) -> DeclaredSchema:
    for number, script in enumerate(scripts, start=1):
        data = script if isinstance(script, bytes) else script.encode()
        (folder / f"{number:03}_x.sql").write_bytes(data)
    return DeclaredSchema(MigrationsDirectory(folder))


def serving(found: DeclaredSchema, columns: str, of: str = "users") -> str:
    return found.serving_index(table(of, name="--x"), identifiers(columns, name="--x"))


@pytest.mark.parametrize(
    ("scripts", "columns", "name"),
    [
        (["CREATE INDEX i ON users (a, b)"], "a", "i"),
        (["CREATE INDEX i ON users (a, b)"], "b, a", "i"),
        (["CREATE INDEX i ON users (a, b)"], "b", ""),
        (["CREATE INDEX i ON public.users (a)"], "a", "i"),
        (["CREATE INDEX i ON app.users (a)"], "a", ""),
        (["CREATE INDEX ON users (a)"], "a", "users_a_idx"),
        (["CREATE INDEX i ON users (lower(a))"], "a", ""),
        (["CREATE INDEX i ON users (a) WHERE a > 0"], "a", ""),
        (["CREATE INDEX i ON users USING gin (a)"], "a", ""),
        (["CREATE INDEX i ON users USING hash (a)"], "a", "i"),
        (["CREATE TABLE users (a int PRIMARY KEY, b int UNIQUE)"], "a", "users_pkey"),
        (["CREATE TABLE users (a int PRIMARY KEY, b int UNIQUE)"], "b", "users_b_key"),
        (["CREATE TABLE users (a int, b int, CONSTRAINT k UNIQUE (b, a))"], "b", "k"),
        (["CREATE TABLE users (a int PRIMARY KEY)", "ALTER TABLE users RENAME COLUMN a TO b"], "b", "users_pkey"),
        (["CREATE TABLE users (a int PRIMARY KEY)", "ALTER TABLE users RENAME COLUMN a TO b"], "a", ""),
        (["ALTER TABLE users ADD CONSTRAINT k UNIQUE (a)"], "a", "k"),
        (["ALTER TABLE users ADD COLUMN a int CONSTRAINT k UNIQUE"], "a", "k"),
        (["CREATE UNIQUE INDEX i ON users (a)", "ALTER TABLE users ADD CONSTRAINT k UNIQUE USING INDEX i"], "a", "k"),
        (["CREATE UNIQUE INDEX i ON users (a)", "ALTER TABLE users ADD UNIQUE USING INDEX i"], "a", "i"),
        (["CREATE INDEX i ON users (a)", "DROP INDEX i"], "a", ""),
        (["CREATE INDEX i ON users (a)", "DROP INDEX other"], "a", "i"),
        (["CREATE INDEX i ON users (a); CREATE INDEX j ON users (a)", "DROP INDEX i"], "a", "j"),
        (["ALTER TABLE users ADD CONSTRAINT k UNIQUE (a)", "ALTER TABLE users DROP CONSTRAINT k"], "a", ""),
        (["CREATE INDEX i ON users (b, a)", "ALTER TABLE users DROP COLUMN a"], "b", ""),
        (["CREATE INDEX i ON users (a)", "ALTER TABLE users ALTER COLUMN a SET NOT NULL"], "a", "i"),
        (["CREATE INDEX i ON users (a)", "ALTER TABLE users RENAME COLUMN a TO b"], "a", ""),
        (["CREATE INDEX i ON users (a)", "ALTER INDEX i RENAME TO j"], "a", "j"),
        (["CREATE INDEX i ON users (a)", "ALTER INDEX i RENAME TO j", "DROP INDEX j"], "a", ""),
        (["CREATE INDEX i ON users (a)", "ALTER INDEX i RENAME TO j", "DROP INDEX i"], "a", "j"),
        (["CREATE INDEX i ON users (a); CREATE INDEX k ON users (a)", "ALTER INDEX i RENAME TO j"], "a", "k"),
        (["CREATE INDEX i ON users (a)", "DROP TABLE users"], "a", ""),
        (["CREATE INDEX i ON users (a)", "ALTER TABLE users RENAME TO people"], "a", ""),
        (["no sql", "CREATE INDEX i ON users (a)", b"-- users \xff"], "a", "i"),
        ([], "a", ""),
    ],
)
def test_serving_index(tmp_path: Path, scripts: list[str | bytes], columns: str, name: str) -> None:
    assert serving(schema(tmp_path, *scripts), columns) == name


@pytest.mark.parametrize("name", ['"a""b"', '"É"', '"Order"', '"x y"."order"'])
def test_names_of_any_kind(tmp_path: Path, name: str) -> None:
    assert serving(schema(tmp_path, f"CREATE INDEX i ON {name} (a)"), "a", of=name) == "i"


def test_an_index_becomes_the_primary_key(tmp_path: Path) -> None:
    build = "CREATE UNIQUE INDEX CONCURRENTLY i ON users (b, a); ALTER INDEX i RENAME TO k;"
    found = schema(tmp_path, f"{build} ALTER TABLE users ADD CONSTRAINT k PRIMARY KEY USING INDEX k")
    assert [str(column) for column in found.primary_key(table("users", name="--x"))] == ["b", "a"]
    assert serving(found, "a, b") == "k"


def test_primary_key(tmp_path: Path) -> None:
    found = schema(
        tmp_path, 'CREATE TABLE users (a int UNIQUE, b int, PRIMARY KEY (b, a)); CREATE TABLE t ("A" int PRIMARY KEY)'
    )
    assert [str(column) for column in found.primary_key(table("users", name="--x"))] == ["b", "a"]
    assert [str(column) for column in found.primary_key(table("t", name="--x"))] == ['"A"']
    assert found.primary_key(table("none", name="--x")) == ()


def test_nothing_is_read_before_it_is_asked_for_and_then_only_once(tmp_path: Path) -> None:
    found = DeclaredSchema(MigrationsDirectory(tmp_path / "none"))
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "001_x.sql").write_text("CREATE INDEX i ON users (a)", encoding="utf-8")
    assert serving(found, "a") == "i"
    (tmp_path / "none" / "001_x.sql").unlink()
    assert serving(found, "a") == "i"
