"""From a change to files: numbers, names, headers, and a write of all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from new_migration.authoring.change import Answers, Decision
from new_migration.authoring.fields import duration
from new_migration.authoring.kinds import chain, load_kind
from new_migration.authoring.render import Templates
from new_migration.creation import LARGEST_NUMBER, Draft, create, preview
from new_migration.declared_schema import DeclaredSchema
from new_migration.errors import BadInput, Refused
from new_migration.history.directory import MigrationsDirectory
from new_migration.known_schema import KnownSchema

TEMPLATES = Templates(chain())
NOTHING_KNOWN = KnownSchema(DeclaredSchema(MigrationsDirectory(Path("no-such-folder"))), None)
TWO: Answers = {"table": ("t",), "columns": ("a int null",), "index": ("yes",)}


def draft(answers: Answers = TWO, kind: str = "add-column", **options: Any) -> Draft:
    change = Decision(load_kind(kind, chain()), TEMPLATES, online=True, schema=NOTHING_KNOWN).change(answers)
    return Draft(change=change, templates=TEMPLATES, schema=NOTHING_KNOWN, lock_timeout=duration("2s", name="--x"),
                 command="new-migration", date="2026-11-22", **options)  # fmt: skip


def stems(folder: Path, made: Draft, elsewhere: set[int] | None = None) -> list[str]:
    return [each.migration.stem for each in preview(made, MigrationsDirectory(folder), elsewhere or set(), 3)]


def test_the_first_migration_comes_with_the_tracking_table(tmp_path: Path) -> None:
    assert stems(tmp_path, draft()) == ["000_create_schema_migrations", "001_add_a_to_t", "002_index_a_of_t"]
    assert stems(tmp_path, draft(number=0)) == ["000_add_a_to_t", "001_index_a_of_t"]
    assert stems(tmp_path, draft(), {0, 6}) == ["007_add_a_to_t", "008_index_a_of_t"]


def test_numbers_go_on_in_their_width(tmp_path: Path) -> None:
    (tmp_path / "0041_x.sql").write_text("", encoding="utf-8")
    assert stems(tmp_path, draft()) == ["0042_add_a_to_t", "0043_index_a_of_t"]


def test_a_number_that_is_taken(tmp_path: Path) -> None:
    (tmp_path / "008_x.sql").write_text("", encoding="utf-8")
    with pytest.raises(Refused, match="number 008 is taken by 008_x"):
        stems(tmp_path, draft(number=7))
    assert stems(tmp_path, draft(number=6)) == ["006_add_a_to_t", "007_index_a_of_t"]


@pytest.mark.parametrize("number", [-1, LARGEST_NUMBER + 1])
def test_a_number_that_is_none(tmp_path: Path, number: int) -> None:
    with pytest.raises(BadInput, match="a number is 0 to") as caught:
        stems(tmp_path, draft(number=number))
    assert str(caught.value.where) == "--number"


def test_a_name_for_several_migrations(tmp_path: Path) -> None:
    assert stems(tmp_path, draft(name="mine"), {0}) == ["001_mine", "002_mine_2"]
    key = {"table": ("a",), "columns": ("b",), "references": ("c",), "on_delete": ("cascade",)}
    assert stems(tmp_path, draft(key, "add-foreign-key", name="mine"), {0}) == [
        "001_mine_index",
        "002_mine",
        "003_mine_validate",
    ]
    with pytest.raises(BadInput, match="is not snake_case"):
        stems(tmp_path, draft(name="Not this"), {0})


def test_any_description_gives_a_file_name(tmp_path: Path) -> None:
    for description, stem in [("naïve: Über-Fix!", "001_naive_uber_fix"), ("日本", None), ("/../..", None)]:
        answers = {"description": (description,), "forward": ("SELECT 1",), "rollback": ("SELECT 1",)}
        (found,) = stems(tmp_path, draft(answers, "sql"), {0})
        assert found.isascii() and "/" not in found and (stem is None or found == stem)


def test_the_header_says_who_and_why(tmp_path: Path) -> None:
    made = preview(draft(purpose="it's needed", author="Ada"), MigrationsDirectory(tmp_path), set(), 3)
    assert [each.texts["forward"].split("\n")[:2] for each in made] == [
        ["-- Migration 000: Create schema_migrations", "-- Purpose: Record which migrations are applied"],
        ["-- Migration 001: Add a to t", "-- Purpose: it's needed"],
        ["-- Migration 002: Index a of t", "-- Purpose: it's needed"],
    ]
    assert [each.transaction for each in made] == [True, True, False]


def test_all_files_are_written_or_none(tmp_path: Path) -> None:
    folder = tmp_path / "database" / "migrations"
    created = create(draft(), MigrationsDirectory(folder), {0}, 3)
    written = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.suffix == ".sql"}
    assert written == {path.name: each.texts[role] for each in created for role, path in each.paths.items()}
    assert len(written) == 6
    (folder / "rollback-004_index_a_of_t.sql").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused):
        create(draft(number=3), MigrationsDirectory(folder), {0}, 3)
    assert not list(folder.glob("003*")) and (folder / "rollback-004_index_a_of_t.sql").read_text() == "mine"


def test_without_verify_scripts(tmp_path: Path) -> None:
    create(draft(verify=False), MigrationsDirectory(tmp_path), {0}, 3)
    assert sorted(path.name.partition("_")[0] for path in tmp_path.glob("*.sql")) == [
        "001",
        "002",
        "rollback-001",
        "rollback-002",
    ]


def test_what_cannot_stand_in_a_header_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="a line break is not allowed here"):
        create(draft(purpose="a\nDROP TABLE t;"), MigrationsDirectory(tmp_path), {0}, 3)
    assert not list(tmp_path.glob("*.sql"))
