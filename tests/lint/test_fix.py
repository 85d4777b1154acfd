"""What ``--fix`` mends, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from new_migration.lint import fix
from new_migration.lint.project import Applied, Base, Project, Surroundings
from new_migration.lint.rule import pair

NOTHING_SETTLED = Base(ref="origin/main", names=frozenset(), tip=frozenset(), old={})
FILES = pair("010_create_users", "CREATE TABLE users ();", "DROP TABLE users;")
FILE = "010_create_users.sql"


def mended(files: dict[str, str], **around: Any) -> dict[str, str]:
    """The files that change, by their new names."""
    project = Project.of_texts(files, Surroundings(**around))
    return {each.new_name: each.text for each in fix.mendings(project)}


def test_what_is_right_stays() -> None:
    assert mended(FILES, base=NOTHING_SETTLED) == {}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("-- Migration 010: Create users\n", "-- Migration 10: Create users\n"),
        ("-- Migration 010: Create users\n", "-- Rollback 010: Create users\n"),
        ("-- Migration 010: Create users\n", "-- Migration XXX: Create users\n"),
        ("-- Migration 010: Create users\n\n", ""),
    ],
)
def test_headings(wrong: str, right: str) -> None:
    assert mended(FILES | {FILE: FILES[FILE].replace(wrong, right)}) == {FILE: FILES[FILE]}


def test_a_title_is_kept() -> None:
    text = FILES[FILE].replace("Migration 010: Create users", "migration 10 : A title of its own")
    assert mended(FILES | {FILE: text})[FILE].startswith("-- Migration 010: A title of its own\n")


def test_the_last_line() -> None:
    assert mended(FILES | {FILE: FILES[FILE].rstrip("\n")}) == {FILE: FILES[FILE]}


def test_windows_line_ends_are_kept() -> None:
    text = FILES[FILE].replace("\n", "\r\n")
    wrong = text.replace("Migration 010", "Migration 10").rstrip("\r\n")
    assert mended(FILES | {FILE: wrong}) == {FILE: text}


def test_what_is_settled_stays() -> None:
    wrong = FILES | {FILE: FILES[FILE].rstrip("\n")}
    base = Base(ref="main", names=frozenset(), tip=frozenset({FILE}), old={})
    assert mended(wrong, base=base) == {}
    applied = Applied(database="app", names=frozenset({"010_create_users"}), edited=frozenset(), missing=frozenset())
    assert mended(wrong, applied=applied) == {}


def test_nothing_changes_while_the_database_does_not_answer() -> None:
    wrong = FILES | {FILE: FILES[FILE].rstrip("\n")}
    assert mended(wrong, base=NOTHING_SETTLED, is_unsure=True) == {}


def test_what_is_allowed_stays() -> None:
    allowed = "-- lint: allow header-mismatch because of an old script\n\n"
    text = FILES[FILE].replace("-- Migration 010: Create users\n\n", f"-- Migration 9: x\n{allowed}")
    assert mended(FILES | {FILE: text}) == {}


UNPADDED = {name.replace("010", "10"): text.replace("Migration 010", "Migration 10") for name, text in FILES.items()}


def test_numbers_are_padded_where_the_tracking_rows_are() -> None:
    assert mended(UNPADDED, base=NOTHING_SETTLED) == FILES


def test_no_statement_is_touched_for_a_number() -> None:
    files = pair("10_create_users", "CREATE TABLE users ();", "DROP TABLE users;")
    assert mended(files, base=NOTHING_SETTLED) == {}


@pytest.mark.parametrize("settled", ["10_create_users.sql", "rollback-10_create_users.sql"])
def test_no_name_changes_that_others_have(settled: str) -> None:
    base = Base(ref="main", names=frozenset({settled}), tip=frozenset(), old={})
    assert all(name in UNPADDED for name in mended(UNPADDED, base=base))


def test_no_name_changes_where_nobody_knows() -> None:
    assert all(name in UNPADDED for name in mended(UNPADDED))


def test_no_file_is_written_over(tmp_path: Path) -> None:
    assert not FILES.keys() & mended(UNPADDED | FILES, base=NOTHING_SETTLED).keys()


def test_writing(tmp_path: Path) -> None:
    for name, text in UNPADDED.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "10_create_users.sql").chmod(0o640)
    fix.write(tmp_path, fix.mendings(Project.of_texts(UNPADDED, Surroundings(base=NOTHING_SETTLED))))
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == FILES
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o640


def test_a_string_over_several_lines_is_no_heading() -> None:
    """A mended text has the same statements, or it is not mended."""
    for text in ("SELECT '\n-- Migration 9: x", "'", "", "\n\n", "BEGIN; SELECT 1 -- x", "\\set x"):
        files = {FILE: text}
        for result in mended(files).values():
            assert text.strip() in result
