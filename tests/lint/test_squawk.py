"""squawk: what is passed on, and what is known better."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from new_migration.errors import BadInput
from new_migration.lint import squawk
from new_migration.lint.project import Base, Project, Surroundings
from new_migration.lint.rule import pair
from new_migration.lint.run import Request, lint

FILE = "010_x.sql"


def said(tmp_path: Path, forward: str, *, command: str = "", around: Surroundings | None = None) -> list[str]:
    files = pair("010_x", forward, "SELECT 1;")
    files[FILE] = files[FILE].replace("\n\n", f"\n-- Command: new-migration {command}\n\n" if command else "\n\n", 1)
    (tmp_path / FILE).write_text(files[FILE], encoding="utf-8")
    project = Project.of_texts(files, around or Surroundings())
    with squawk.start(tmp_path, [FILE]) or pytest.fail("not installed") as running:
        return [rule for rule, _ in running.found(project)]


PASSED_ON = {
    "CREATE INDEX i ON t (a);": ["require-concurrent-index-creation"],
    "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);": ["constraint-missing-not-valid"],
    "ALTER TABLE t ALTER a TYPE bigint;": ["changing-column-type"],
    "ALTER TABLE t DROP COLUMN a;": ["ban-drop-column"],
    "ALTER TABLE t RENAME a TO b;": ["renaming-column"],
    "DROP TABLE t;": ["ban-drop-table"],
    "ALTER TABLE t ADD a int NOT NULL;": ["adding-required-field"],
    "ALTER TABLE t ADD a int NULL DEFAULT 1 REFERENCES u ON DELETE CASCADE;": ["adding-foreign-key-constraint"],
}
KNOWN_BETTER = [
    "CREATE TABLE t (a int); CREATE INDEX i ON t (a); ALTER TABLE t RENAME a TO b; ALTER TABLE t DROP b;",
    "CREATE MATERIALIZED VIEW v AS SELECT 1 AS a; CREATE UNIQUE INDEX i ON v (a);",
    "DO $$ BEGIN CREATE UNLOGGED TABLE IF NOT EXISTS s.progress (a int); END $$; DROP TABLE s.progress;",
    "ALTER TABLE t ADD a int NULL REFERENCES u ON DELETE CASCADE;",
    "CREATE TABLE t (a serial, b char(3), c timestamp, d varchar(20));",
    "ALTER TABLE t DROP CONSTRAINT c;",
]


@pytest.mark.parametrize("forward", PASSED_ON)
def test_passed_on(tmp_path: Path, forward: str) -> None:
    assert said(tmp_path, forward) == PASSED_ON[forward]


@pytest.mark.parametrize("forward", KNOWN_BETTER)
def test_known_better(tmp_path: Path, forward: str) -> None:
    assert said(tmp_path, forward) == []


@pytest.mark.parametrize(
    ("command", "forward"),
    [
        ("create-index t a --offline", "CREATE INDEX i ON t (a);"),
        ("rename-column t a b --now", "ALTER TABLE t RENAME a TO b;"),
        ("drop-table t", "DROP TABLE t;"),
        ("change-type t a bigint --offline", "ALTER TABLE t ALTER a TYPE bigint;"),
    ],
)
def test_what_the_author_has_asked_for(tmp_path: Path, command: str, forward: str) -> None:
    assert said(tmp_path, forward, command=command) == []


@pytest.mark.parametrize(
    ("command", "forward"),
    [
        ("sql 'no --offline here'", "CREATE INDEX i ON t (a);"),
        ("add-column t 'a int null'", "DROP TABLE t;"),
        ("rename-column t a b", "DROP TABLE t;"),
        ("drop-table t --offline", "ALTER TABLE t ADD a int NOT NULL;"),
    ],
)
def test_what_he_has_not(tmp_path: Path, command: str, forward: str) -> None:
    assert len(said(tmp_path, forward, command=command)) == 1


def test_a_project_that_is_offline(tmp_path: Path) -> None:
    assert said(tmp_path, "CREATE INDEX i ON t (a);", around=Surroundings(online=False)) == []


def test_a_settled_table_is_not_new(tmp_path: Path) -> None:
    base = Base(ref="main", names=frozenset({FILE}), tip=frozenset({FILE}), old={})
    index = "CREATE INDEX i ON t (a);"
    assert said(tmp_path, index, around=Surroundings(base=base)) == ["require-concurrent-index-creation"]


def test_places_count_characters(tmp_path: Path) -> None:
    files = pair("010_x", 'ALTER TABLE "naïve ü" /* ü */ DROP COLUMN a;', "SELECT 1;")
    (tmp_path / FILE).write_text(files[FILE], encoding="utf-8")
    with squawk.start(tmp_path, [FILE]) or pytest.fail("not installed") as running:
        ((_, found),) = running.found(Project.of_texts(files, Surroundings()))
    assert files[FILE][found.offset :].startswith("DROP COLUMN a")


def test_names_that_look_like_patterns(tmp_path: Path) -> None:
    files = pair("010_[x]*?", "CREATE INDEX i ON t (a);", "DROP INDEX i;") | pair("011_x", "SELECT 1;")
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = lint(Request(folder=tmp_path)).findings
    assert [each.file for each in found if each.rule == "require-concurrent-index-creation"] == ["010_[x]*?.sql"]


def test_its_own_comments_and_configuration_count(tmp_path: Path) -> None:
    assert said(tmp_path, "-- squawk-ignore ban-drop-table\nDROP TABLE t;") == []
    (tmp_path / ".squawk.toml").write_text('excluded_rules = ["ban-drop-column"]\n')
    assert said(tmp_path, "ALTER TABLE t DROP COLUMN a;") == []


def test_more_files_than_fit_one_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(squawk, "_MOST", 2)
    files: dict[str, str] = {}
    for number in range(1, 6):
        files |= pair(f"{number:03d}_x", f"CREATE INDEX i{number} ON t (a);", f"DROP INDEX i{number};")
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(lint(Request(folder=tmp_path)).findings) == 5


def test_without_squawk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in pair("010_x", "CREATE INDEX i ON t (a);", "DROP INDEX i;").items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(squawk, "program", lambda: None)
    report = lint(Request(folder=tmp_path))
    assert report.findings == ()
    assert report.squawk == ""
    (note,) = report.notes
    assert "pip install 'new-migration[lint]'" in note


def test_it_knows_the_rules_that_we_say_it_has() -> None:
    program = squawk.program() or pytest.fail("not installed")
    never_chosen = {"syntax-error", "unused-ignore"}
    command = [program, "--exclude", ",".join(sorted(squawk.NAMES - never_chosen))]
    assert subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode == 0
    assert squawk.knows("ban-drop-sequence")
    assert not squawk.knows("ban-drop-sequences")


def test_it_says_nothing_that_is_not_explained(tmp_path: Path) -> None:
    """Whatever of its own rules finds something here, ``migration explain`` knows it."""
    forward = """SELECT 1;
DROP DATABASE d; DROP TABLE t; ALTER TABLE t DROP a; ALTER TABLE t RENAME TO u; ALTER TABLE u RENAME a TO b;
ALTER TABLE t ADD b int NOT NULL; ALTER TYPE m ADD VALUE 'x'; CREATE INDEX i ON t (a);
CREATE TABLE a23456789012345678901234567890123456789012345678901234567890123456 ();
-- squawk-ignore ban-drop-table
SELECT 2;"""
    rules = set(said(tmp_path, forward))
    assert len(rules) >= 9
    assert rules <= squawk.NAMES


def test_a_squawk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in pair("010_x", "SELECT 1;", "SELECT 1;").items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    broken = tmp_path / "squawk"
    monkeypatch.setattr(squawk, "program", lambda: str(broken))
    for script, words in (
        ("echo panic >&2; exit 101", "panic"),
        ("echo no json", "no json"),
        ("echo no file >&2; exit 1", "no file"),
    ):
        broken.write_text(f"#!/bin/sh\n{script}\n")
        broken.chmod(0o755)
        with pytest.raises(BadInput, match=f"squawk fails: {words}"):
            lint(Request(folder=tmp_path))
