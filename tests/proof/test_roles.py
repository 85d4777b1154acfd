"""Roles that scripts name and nobody makes are there on a private scratch server."""

from __future__ import annotations

from pathlib import Path

import pytest

from new_migration import cli
from new_migration.history.layouts import Pair, Script
from new_migration.proof.roles import named_roles


def pair(forward: str, rollback: str = "SELECT 1;") -> Pair:
    scripts = (Script(path=Path("x.sql"), text=text, wrapped=False) for text in (forward, rollback))
    return Pair(name="x", forward=next(scripts), rollback=next(scripts), verify=None)


@pytest.mark.parametrize(
    ("forward", "names"),
    [
        ("GRANT SELECT ON t TO reporting, PUBLIC;", {"reporting"}),
        ('REVOKE ALL ON SCHEMA app FROM a, "B c" CASCADE;', {"a", "B c"}),
        ("ALTER TABLE t OWNER TO boss;", {"boss"}),
        ("CREATE POLICY p ON t TO reader, CURRENT_USER USING (true);", {"reader"}),
        ("ALTER DEFAULT PRIVILEGES FOR ROLE maker GRANT SELECT ON TABLES TO reader;", {"maker", "reader"}),
        ("CREATE SCHEMA s AUTHORIZATION boss;", {"boss"}),
        ("CREATE ROLE own; GRANT SELECT ON t TO own, pg_monitor;", set()),
        ("GRANT parent TO child;", {"child", "parent"}),
        ("GRANT is no SQL here", set()),
        ("SELECT 'GRANT x TO y';", set()),
    ],
)
def test_the_roles_that_scripts_name(forward: str, names: set[str]) -> None:
    assert named_roles([pair(forward)]) == names


def test_a_role_of_the_rollback_counts_and_one_made_elsewhere_does_not() -> None:
    pairs = [pair("SELECT 1;", "GRANT SELECT ON t TO a, b;"), pair("CREATE USER b;")]
    assert named_roles(pairs) == {"a"}


def test_a_grant_to_a_role_of_production_is_proven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    table = ["create-table", "users", "id bigint PRIMARY KEY", "--no-input", "--no-check"]
    assert cli.run("new-migration", table) == 0
    grant = ["grant", "SELECT ON users TO reporting", "--no-input", "--no-check"]
    assert cli.run("new-migration", grant) == 0
    capsys.readouterr()
    assert cli.run("migration", ["check"]) == 0
    said = capsys.readouterr()
    assert said.out.count(": proven\n") == 3
    assert said.err.count("roles that no migration makes were made for the proof: reporting") == 1
